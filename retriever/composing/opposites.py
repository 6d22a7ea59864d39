"""Whether a sentence has one of a set where its source has another: 饭后 for 饭前, 铜钱 for 铁钱, 反对 for 赞成."""

from __future__ import annotations

import difflib
import re

from retriever.composing.wording import Basis, clauses, content, share

_SETS = (
    "东 西 南 北", "左 右", "前 后", "上 下", "内 外", "里 外", "春 夏 秋 冬", "早 晚", "男 女", "雌 雄", "公 母",
    "父 母", "子 女", "兄 弟 姐 妹", "甲 乙 丙 丁", "正 反", "正 负", "正 副", "主 从", "主 副", "主 客", "阴 阳",
    "动 静", "冷 热", "干 湿", "软 硬", "新 旧", "买 卖", "进 出", "收 支", "借 还", "单 双", "奇 偶", "全 半",
    "首 末", "首 尾", "长 幼", "金 银 铜 铁 锡 铝 铅 锌", "红 橙 黄 绿 青 蓝 紫 黑 白 灰",
    "秦 汉 晋 隋 唐 宋 元 明 清", "年 季 月 周 日", "省 市 县 镇 村", "一 二 三 四 五 六 七 八 九 十", "赞成 反对",
    "支持 反对", "同意 拒绝", "接受 拒绝", "答应 拒绝", "批准 驳回", "加入 退出", "开始 结束", "成功 失败",
    "允许 禁止", "公开 保密", "直接 间接", "主动 被动", "自愿 强制", "国内 国外", "国内 海外", "城市 农村",
    "白天 夜间", "上午 下午", "原告 被告", "买方 卖方", "出租 承租", "进口 出口", "上涨 下跌", "共同 个人",
    "公共 私人", "集体 个人", "肉食 素食", "天然 人工", "手工 机器",
)  # fmt: skip
_GROUPS = [tuple(group.split()) for group in _SETS]
_LEAST = 0.4
"""How much of a clause must stand in another for what differs between them to be an exchange."""
_LONGEST = 4


def exchanged_opposite(claim: str, basis: Basis) -> str | None:
    """The word of the claim in whose place its source has another of a set; None where it has none."""
    source = clauses(basis.quoted)
    for clause in clauses(claim):
        likeness = {other: min(share(clause, other), share(other, clause) + 0.2) for other in source}
        best = max(likeness.values(), default=0.0)
        if best < _LEAST or clause in source:
            continue
        # of clauses that are as like, it may be meant that has no such exchange
        found = [_exchange(clause, other) for other, much in likeness.items() if much >= 0.9 * best]
        if all(found):
            return found[0]
    return None


def _exchange(clause: str, other: str) -> str | None:
    steps = difflib.SequenceMatcher(None, clause, other, autojunk=False).get_opcodes()
    for operation, first, last, start, end in steps:
        new, old = clause[first:last], other[start:end]
        if (
            operation != "replace"
            or max(len(content(new)), len(content(old))) > _LONGEST
            or re.search(r"\d", new + old)
        ):
            continue
        for group in _GROUPS:
            mine = [word for word in group if word in new]
            theirs = [word for word in group if word in old]
            if mine and theirs and not set(mine) & set(theirs) and mine[0] not in other and theirs[0] not in clause:
                return mine[0] if len(new) > _LONGEST else new
    return None
