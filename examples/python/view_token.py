"""Creates view tokens for the proxy, like createViewToken. Needs Python 3.8 or later, and only its standard library."""

import base64
import hashlib
import hmac
import json
import re
import time
import uuid

HEADER = {"alg": "HS256", "typ": "document-translation-view+jwt"}
MAX_JOBS = 20
ID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def create_view_token(secret, *, batch_id=None, document_id=None, batch_ids=None, expires_in_seconds):
    """Creates a token for a job (batch_id), a document (batch_id and document_id) or up to 20 jobs (batch_ids).

    secret is one of the proxy's viewTokenSecrets: text of at least 32 bytes in UTF-8.
    expires_in_seconds is a whole number from 1.
    Raises ValueError if an argument is invalid.
    """
    if not isinstance(secret, str) or len(secret.encode()) < 32:
        raise ValueError("secret must be a str of at least 32 bytes.")
    if type(expires_in_seconds) is not int or not 0 < expires_in_seconds < 2**53:
        raise ValueError("expires_in_seconds must be a whole number of seconds, from 1.")
    if batch_ids is None:
        _check_id("batch_id", batch_id)
        claims = {"batchId": batch_id}
        if document_id is not None:
            _check_id("document_id", document_id)
            claims["documentId"] = document_id
    else:
        if batch_id is not None or document_id is not None:
            raise ValueError("batch_ids replaces batch_id and document_id.")
        if not isinstance(batch_ids, (list, tuple)) or not 0 < len(batch_ids) <= MAX_JOBS:
            raise ValueError(f"batch_ids must be a list of 1 to {MAX_JOBS} job ids.")
        for each in batch_ids:
            _check_id("batch_ids", each)
        claims = {"batchIds": batch_ids}
    now = int(time.time())
    # The jti makes each token unique. The proxy's rate limit counts by token.
    return sign(secret, {**claims, "iat": now, "exp": now + expires_in_seconds, "jti": str(uuid.uuid4())})


def sign(secret, claims):
    """Signs claims without checking them. create_view_token checks them."""
    text = f"{_encode_json(HEADER)}.{_encode_json(claims)}"
    return f"{text}.{_encode(hmac.digest(secret.encode(), text.encode(), hashlib.sha256))}"


def _check_id(name, value):
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise ValueError(f"{name} must be an id such as 9dd4ad53-1d08-4d4c-8d7b-6e1f0a4fbd1b.")


def _encode_json(value):
    return _encode(json.dumps(value, separators=(",", ":")).encode())


def _encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
