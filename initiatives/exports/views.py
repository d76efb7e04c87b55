"""How requests for tables to take away are answered."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from collab_portal.toolkit.spreadsheets import UTF_8, read_back
from initiatives import rules
from initiatives.exports import actions
from initiatives.exports.choices import ABOUT, What
from initiatives.exports.models import Export, ExportSheet
from services.access.gate import allowed

#: A printed page shows no more rows than this; the files have all of them.
MOST_ROWS = 1_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@allowed(rules.TAKE_AWAY)
def exports(request: HttpRequest) -> HttpResponse:
    """The three tables, and what this person asked for since yesterday."""
    offered = [(what.value, what.label, ABOUT[what]) for what in What]
    asked_for = Export.objects.visible_to(request.user).for_list()
    return render(request, "initiatives/exports/exports.html", {"offered": offered, "asked_for": asked_for})


@allowed(rules.TAKE_AWAY)
@require_POST
def ask(request: HttpRequest, what: str) -> HttpResponse:
    """Ask for one; pressed twice it is one."""
    if what not in What:
        raise Http404
    return redirect(actions.ask_for(what, by=request.user, at=request.now, day=request.today))


@allowed(rules.TAKE_AWAY, on=Export, by="pk")
def export(request: HttpRequest, export: Export) -> HttpResponse:
    """How far one is; once it is ready, its files and tables."""
    done, of = actions.how_far(export)
    context = {"export": export, "done": done, "of": of, "sheets": export.sheets.defer("text")}
    return render(request, "initiatives/exports/export.html", context)


@allowed(rules.TAKE_AWAY, on=Export, by="pk")
def workbook(request: HttpRequest, export: Export) -> HttpResponse:
    """The workbook."""
    if not export.is_ready:
        raise Http404
    return named(HttpResponse(bytes(export.workbook), content_type=XLSX), f"{export.file_name}.xlsx")


@allowed(rules.TAKE_AWAY, on=ExportSheet, by="pk")
def table(request: HttpRequest, sheet: ExportSheet) -> HttpResponse:
    """One table to read or print."""
    headings, rows, number = read_back(sheet.text, MOST_ROWS)
    context = {"sheet": sheet, "headings": headings, "rows": rows, "number": number, "most": MOST_ROWS}
    return render(request, "initiatives/exports/table.html", context)


@allowed(rules.TAKE_AWAY, on=ExportSheet, by="pk")
def as_csv(request: HttpRequest, sheet: ExportSheet) -> HttpResponse:
    """One table as CSV, with the mark by which a spreadsheet knows that it is UTF-8."""
    return named(HttpResponse(UTF_8 + sheet.text, content_type="text/csv; charset=utf-8"), f"{sheet.file_name}.csv")


def named(answer: HttpResponse, file_name: str) -> HttpResponse:
    """A file that is saved under a name of ours, and that no shared cache keeps."""
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
