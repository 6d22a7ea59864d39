"""The options of `python app.py`."""

from __future__ import annotations

import argparse
from pathlib import Path

from api.admission import A_MINUTE
from index import DEFAULT_STORE


def serving_options() -> argparse.Namespace:
    """What the command line says: store, host, port, rate, trusted_proxy, log_json, log_questions."""
    parser = argparse.ArgumentParser(description="打开问答网页。 Serve the page.")
    parser.add_argument("--store", type=Path, default=DEFAULT_STORE, help="索引位置 (the store; default: index/store)")
    parser.add_argument("--host", help="监听地址 (address to listen on; default: 127.0.0.1)")
    parser.add_argument(
        "--port", type=int, choices=range(65536), metavar="PORT", help="端口 (default: the first free one from 7860 on)"
    )
    parser.add_argument(
        "--rate", type=int, choices=range(1, 1_000_000), metavar="QUESTIONS", default=A_MINUTE,
        help=f"每个客户端每分钟最多几个问题 (questions a minute of one client; default: {A_MINUTE})",
    )  # fmt: skip
    parser.add_argument(
        "--trusted-proxy", metavar="ADDRESS",
        help="信任这个地址发来的 X-Forwarded-For (believe its X-Forwarded-For; default: nobody's)",
    )  # fmt: skip
    parser.add_argument(
        "--log-json", action="store_true", help="日志每行一个 JSON (log as JSON lines; or ZHIYIN_LOG=json)"
    )
    parser.add_argument("--log-questions", action="store_true", help="日志里写出问题 (the questions too, in that log)")
    return parser.parse_args()
