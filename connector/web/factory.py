"""Builds the Flask application from what it is handed; reads no environment, opens nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from connector.flows.office import Office
from connector.messages import Catalogue
from connector.settings import Settings
from connector.web import (
    access,
    approvals,
    archive,
    assignments,
    attendance,
    board,
    calendar,
    certificates,
    check_in,
    completion_rule,
    course_files,
    deciding,
    deliveries,
    designs,
    doorstep,
    drafting,
    evaluations,
    evidence,
    headers,
    health,
    inbox,
    issuing,
    joining,
    journal,
    language,
    learning,
    live,
    marking,
    number_series,
    office_deliveries,
    office_users,
    officials,
    own_certificate,
    papers,
    personal,
    plans,
    problems,
    procedure_versions,
    procedures,
    public,
    record_upload,
    register,
    report_moves,
    reports,
    scores,
    sheets,
    sign_in,
    signing,
    signing_desk,
    steps,
    targets,
    tasks,
    test_papers,
    timeline,
    timetable,
    training,
    units,
    unmatched,
    uploads,
    verdicts,
    verification,
    words,
)
from connector.web.place import EXTENSION, Place

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Pages(Flask):
    """The application, seen through as many reverse proxies as the settings say."""

    def __init__(self, hops: int) -> None:
        super().__init__("connector.web")
        inner = super().wsgi_app
        self._outer = ProxyFix(inner, x_for=hops, x_proto=hops, x_host=hops) if hops else inner

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as the client, not the last proxy, made it."""
        return self._outer(environ, start_response)


def create_web(
    office: Office,
    settings: Settings,
    catalogue: Catalogue,
    inbox_ready: Callable[[], bool] = lambda: True,
) -> Flask:
    """Return the pages as a WSGI application, ready to be served.

    `inbox_ready` says whether the webhook door beside the pages would take an event.
    """
    app = Pages(settings.proxy_hops)
    _configure(app, settings)
    app.extensions[EXTENSION] = Place(office, settings, catalogue, inbox_ready)
    for part in (public, headers, doorstep, language, access, problems, words):
        part.install(app)
    doorstep.refuse_unfit_text(app)
    protection = CSRFProtect(app)  # after access: who may not post at all is told so first
    protection.exempt(verification.check_file)  # it changes nothing and knows nobody
    for pages in (sign_in, board, training, timetable, uploads, plans, personal, sheets, health):
        app.register_blueprint(pages.blueprint)
    for pages in (course_files, joining):
        app.register_blueprint(pages.blueprint)
    for pages in (attendance, live, timeline, marking):
        app.register_blueprint(pages.blueprint)
    for pages in (papers, evidence, journal):
        app.register_blueprint(pages.blueprint)
    for pages in (unmatched, check_in, inbox, record_upload):
        app.register_blueprint(pages.blueprint)
    for pages in (certificates, drafting, approvals):
        app.register_blueprint(pages.blueprint)
    for pages in (verdicts, deciding, completion_rule, scores, learning, test_papers, evaluations):
        app.register_blueprint(pages.blueprint)
    for pages in (issuing, register, number_series):
        app.register_blueprint(pages.blueprint)
    for pages in (signing, signing_desk, archive):
        app.register_blueprint(pages.blueprint)
    for pages in (designs, officials, calendar):
        app.register_blueprint(pages.blueprint)
    for pages in (procedures, steps, procedure_versions):
        app.register_blueprint(pages.blueprint)
    for pages in (reports, report_moves):
        app.register_blueprint(pages.blueprint)
    for pages in (verification, own_certificate, deliveries):
        app.register_blueprint(pages.blueprint)
    for pages in (units, office_users, tasks, assignments):
        app.register_blueprint(pages.blueprint)
    for pages in (targets, office_deliveries):
        app.register_blueprint(pages.blueprint)
    sign_in.limit_failures(app)
    personal.limit_codes(app)
    verification.limit_visits(app)
    joining.limit_joins(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    newest, *older = settings.secret_keys
    secure = settings.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=newest,
        SECRET_KEY_FALLBACKS=older,
        MAX_CONTENT_LENGTH=settings.upload_max_bytes + doorstep.FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=500,
        PERMANENT_SESSION_LIFETIME=access.SESSION,
        # __Host-: no neighbour under the same domain can plant one of his.
        SESSION_COOKIE_NAME="__Host-simpul_session" if secure else "simpul_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BABEL_TRANSLATION_DIRECTORIES="translations",
        BABEL_DEFAULT_LOCALE=settings.language,
    )
