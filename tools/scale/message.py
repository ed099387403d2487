"""Konomi's messages as other programs write them (schemas/README.md): a value, and CloudEvents headers that describe it."""

import hashlib
import json
from datetime import datetime, timezone

import zstandard


def written(document):
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def headers(kind, source, subject, value, more=()):
    """The headers of a JSON message; `value` is what stands in it before compression."""
    digest = hashlib.sha256(value).hexdigest()
    time = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return [
        ("ce_specversion", "1.0"), ("ce_id", f"{subject}@{digest[:16]}"), ("ce_source", source), ("ce_type", kind), ("ce_time", time),
        ("ce_subject", subject), ("ce_sha256", digest), ("content-type", "application/json"), *more,
    ]


def renamed(record, name):
    """The message of a record of one run, as it would be had another run's name been in it: value and headers. Compressed where the record is."""
    told = {key: value.decode() for key, value in record.headers()}
    is_compressed = told.get("content-encoding") == "zstd"
    value = zstandard.ZstdDecompressor().decompress(record.value(), max_output_size=1 << 28) if is_compressed else record.value()
    document = json.loads(value)
    document["run"] = name
    value = written(document)
    more = [("content-encoding", "zstd")] if is_compressed else []
    packed = zstandard.ZstdCompressor().compress(value) if is_compressed else value
    return packed, headers(told["ce_type"], told["ce_source"], name, value, more)
