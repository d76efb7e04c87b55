// The portal's one script. Every page works without it; with it, GOV.UK's and MOJ's components gain their conveniences,
// and a form that somebody writes for long is saved while they type.
import { initAll as initGovuk } from "govuk-frontend";
import { initAll as initMoj } from "@ministryofjustice/frontend";
import { keepQuietly } from "./keeping.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initGovuk();
initMoj();
document.querySelectorAll("form[data-keep]").forEach(keepQuietly);
