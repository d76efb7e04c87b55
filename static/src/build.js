// Builds static/built/ from this folder: app.css, app.js, the pictures the styles need, and the licences of what is inside.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const built = join(root, "static", "built");
const packages = join(root, "node_modules");
const mojPictures = join(packages, "@ministryofjustice", "frontend", "moj", "assets", "images");
const whatBelongsToGovUk = /url\([^)]*(crest|crown)|GDS Transport/i;

async function styles() {
  const { css } = sass.compile(join(here, "app.scss"), { loadPaths: [root, packages], logger: sass.Logger.silent, sourceMap: false });
  // GOV.UK's footer brings the royal crest; ours has none, so its rules go, and the picture is never copied.
  const ours = css.replace(/[^{}]*\.govuk-footer__(copyright-logo|crown)[^{}]*\{[^{}]*\}/g, "");
  const { code } = await esbuild.transform(ours, { loader: "css", minify: true, legalComments: "none" });
  if (whatBelongsToGovUk.test(code)) throw new Error("The styles name a crest, a crown or GDS Transport.");
  await writeFile(join(built, "app.css"), code);
  return [...code.matchAll(/url\(["']?images\/([^"')]+)["']?\)/g)].map((found) => found[1]);
}

async function pictures(names) {
  await mkdir(join(built, "images"), { recursive: true });
  await Promise.all([...new Set(names)].map((name) => copyFile(join(mojPictures, name), join(built, "images", name))));
}

async function script() {
  await esbuild.build({
    entryPoints: [join(here, "app.js")],
    outfile: join(built, "app.js"),
    bundle: true,
    format: "esm",
    target: "es2020",
    minify: true,
    sourcemap: false,
    legalComments: "none",
    logLevel: "error",
  });
}

async function licences() {
  const version = async (name) => JSON.parse(await readFile(join(packages, name, "package.json"), "utf8")).version;
  const words = (await readFile(join(here, "licences.txt"), "utf8"))
    .replace("{govuk}", await version("govuk-frontend"))
    .replace("{moj}", await version("@ministryofjustice/frontend"));
  await writeFile(join(built, "licences.txt"), words);
}

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
await Promise.all([styles().then(pictures), script(), licences()]);
