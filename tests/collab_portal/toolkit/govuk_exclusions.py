"""The examples of GOV.UK Frontend that our forms cannot say, by name, and why each is left out of the comparison."""

HTML = "everything of ours is escaped: a label, hint or error can hold no HTML"
DRESS = "classes and attributes of inner parts, which no page of ours needs"
ITEM_IDS = "ids and names of single answers: ours follow from the question's"
LANGUAGE = "another language: the portal speaks English"
PARTIAL = "a date of two boxes: a vague date of ours leaves boxes empty"
NO_MESSAGE = "boxes marked wrong without a sentence: ours always say why"
NUMBER_BOX = "a number box, which we print as a text box with number keys"
COUNT = "another way to count than the browser's own length"
NO_LIMIT = "a count without a limit"
STATE = "a state that only the design system's own pictures show"

EXCLUDED: dict[str, dict[str, str]] = {
    "input": dict.fromkeys(("with prefix with html", "with suffix with html"), HTML)
    | dict.fromkeys(("with prefix with classes", "with suffix with classes"), DRESS)
    | dict.fromkeys(("with prefix with attributes", "with suffix with attributes"), DRESS)
    | {"with customised input wrapper": DRESS, "custom type": NUMBER_BOX, "with pattern attribute": NUMBER_BOX},
    "password-input": {"with translations": LANGUAGE},
    "textarea": {},
    "character-count": dict.fromkeys(
        (
            "with maxwords",
            "with count type 'length'",
            "with count type 'characters'",
            "with count type 'characters' and value",
            "with count type 'characters' and error message",
            "with count type 'characters' and threshold",
            "with count type 'words'",
            "with count type 'words' and value",
            "with count type 'words' and error message",
            "with count type 'words' and threshold",
        ),
        COUNT,
    )
    | dict.fromkeys(("with custom textarea description", "with translations"), LANGUAGE)
    | dict.fromkeys(("to configure in JavaScript", "with neither maxlength nor maxwords set"), NO_LIMIT)
    | {
        "with neither maxlength, maxwords nor textarea description set": NO_LIMIT,
        "custom classes on countMessage": DRESS,
        "with textarea maxlength attribute": "a maxlength on the box itself would cut off what people paste",
    },
    "file-upload": {"enhanced, custom wrapper classes and attributes": DRESS, "translated": LANGUAGE},
    "date-input": dict.fromkeys(("day and month", "day and month (using items)"), PARTIAL)
    | dict.fromkeys(("month and year", "month and year (using items)"), PARTIAL)
    | dict.fromkeys(("with errors only", "with errors only (using classes)"), NO_MESSAGE)
    | dict.fromkeys(("with errors only (using items)", "with errors only (using items and classes)"), NO_MESSAGE)
    | dict.fromkeys(("classes", "attributes", "items with classes", "with input attributes"), DRESS)
    | dict.fromkeys(("custom pattern", "custom inputmode", "with autocomplete values"), DRESS)
    | dict.fromkeys(("with nested name", "with id on items", "with item value", "with field value and items"), ITEM_IDS)
    | dict.fromkeys(("with field value and item value", "with field value, item value and values"), ITEM_IDS)
    | {
        "with translations": LANGUAGE,
        "with values, name prefix and custom names": ITEM_IDS,
        "fieldset html": HTML,
    },
    "radios": dict.fromkeys(("with hints on items", "with disabled"), ITEM_IDS)
    | dict.fromkeys(("attributes", "items with attributes", "label with classes", "label with attributes"), DRESS)
    | dict.fromkeys(("with legend as page heading", "fieldset with html"), HTML)
    | {"fieldset params": DRESS, "with falsy items": "items that are not there, but count"},
    "checkboxes": dict.fromkeys(("with hints on items", "with id and name", "with disabled item"), ITEM_IDS)
    | dict.fromkeys(("attributes", "items with attributes", "with label classes", "label with attributes"), DRESS)
    | dict.fromkeys(("multiple hints",), "several answers without a legend")
    | {
        "fieldset params": DRESS,
        "fieldset html params": HTML,
        "with falsy values": "items that are not there, but count",
        "with single option (and hint) set 'aria-describedby' on input, and describedBy": "a second hint",
    },
    "select": {
        "attributes on items": DRESS,
        "without values": "options without a value",
        "without values with selected value": "options without a value",
        "with falsy values": "values that are not text",
    },
    "label": {"empty": "a question without a label", "html": HTML, "classes": DRESS, "attributes": DRESS},
    "hint": {"with html": HTML, "classes": DRESS, "attributes": DRESS},
    "error-message": dict.fromkeys(
        ("translated", "with visually hidden text", "visually hidden text removed"), LANGUAGE
    )
    | {"html": HTML, "classes": DRESS, "attributes": DRESS},
    "fieldset": dict.fromkeys(("html", "html fieldset content"), HTML)
    | dict.fromkeys(("legend classes", "classes", "attributes"), DRESS)
    | {"with describedBy": "described from outside", "role": "only dates have a role: see date-input"},
    "error-summary": dict.fromkeys(
        ("title html", "description html", "error list with html", "error list with html link"), HTML
    )
    | dict.fromkeys(("classes", "attributes", "error list with attributes"), DRESS)
    | {"with description only": "a summary without an error"}
    | dict.fromkeys(("autofocus disabled", "autofocus explicitly enabled"), "the summary always takes the focus"),
    "button": dict.fromkeys(
        [
            f"{kind}{state} state"
            for kind in ("default ", "secondary ", "warning ", "inverse ")
            for state in ("hover", "active", "focus")
        ],
        STATE,
    )
    | dict.fromkeys(("html", "start link with html"), HTML)
    | dict.fromkeys(("attributes", "link attributes", "classes", "link classes"), DRESS),
}
