"""The patient's pages and the operator's view: FastAPI, Jinja, HTMX. Whatever reads works without JavaScript."""
