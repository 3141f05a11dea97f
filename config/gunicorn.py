"""How gunicorn serves the tracker: gunicorn -c config/gunicorn.py config.wsgi"""

from config import variables

bind = variables.text("WEB_BIND", default="127.0.0.1:8000")
workers = variables.integer("WEB_WORKERS", default=2, least=1, most=64)
# Threads keep short pages answered while a long export streams.
worker_class = "gthread"
threads = variables.integer("WEB_THREADS", default=4, least=1, most=64)
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
# The most gunicorn takes: a search that is too long is answered by our own page, in words.
limit_request_line = 8190
control_socket_disable = True
max_requests = 20_000
max_requests_jitter = 2_000
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {
            "handlers": ["stderr"],
            "level": "INFO",
            "propagate": False,
            "qualname": "gunicorn.error",
        },
        # It warns at every HEAD, whose body it drops as it should.
        "gunicorn.http.wsgi": {
            "handlers": ["stderr"],
            "level": "ERROR",
            "propagate": False,
            "qualname": "gunicorn.http.wsgi",
        },
        # The application writes its own line for every request.
        "gunicorn.access": {
            "handlers": [],
            "level": "INFO",
            "propagate": False,
            "qualname": "gunicorn.access",
        },
    },
}
