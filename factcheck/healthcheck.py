"""Asks the server in this container whether it is well, by its public name; the container's HEALTHCHECK."""

import os
import urllib.request
from urllib.parse import urlsplit

if __name__ == "__main__":
    host = urlsplit(os.environ["SITE_URL"]).netloc
    request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    urllib.request.urlopen(request, timeout=4)  # noqa: S310, any answer but 2xx raises
