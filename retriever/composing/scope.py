"""Whether a sentence claims more than its source: all for some, done for planned, certain for possible."""

from __future__ import annotations

import re

from retriever.composing.wording import Basis, any_of, clauses, most_alike, share

_ALL = any_of(
    "所有 全部 全都 全体 一律 一切 任何 一致 普遍 各地 每个 每位 每家 每一 无一例外 完全 总是 从来 始终 "
    "人人 均 皆 必然 都"
)
_STRONG = any_of("所有 全部 全都 全体 一律 一切 任何 一致 普遍 各地 无一例外 人人")
_WHOLE = any_of("所有 全部 全都 全体 一律 一切 任何 一致 普遍 各 每 凡 都 均 皆 完全 全 整 总 只 仅 均 无一")
_PART = any_of(
    "其中 部分 一些 有些 有的 少数 多数 大多 很多 许多 不少 个别 "
    "某些 约 近 其余 除外 几乎 主要 通常 一般 往往 有时 成 半"
)
_FEW = any_of("部分 少数 个别 某些 有些 有的 一些")
_SOME = any_of("部分 少数 个别 某些 有些 有的 一些 有人 不少 多数 大多 许多 很多 可能 会有 有 几 成 %")
_DONE = any_of("已经 已 一定 必将 必定 肯定 必然 必须 确定 毫无疑问 绝对")
_MAYBE = any_of(
    "可能 或许 也许 计划 拟 打算 考虑 有望 预计 预期 准备 力争 尚未 未 将 估计 争取 据称 传闻 须 需 应当 待"
)
_TENTATIVE = any_of(
    "可能 或许 也许 大概 恐怕 未必 计划 拟 打算 准备 将 要 会 考虑 有望 预计 预期 估计 想 希望 难 不一定 "
    "力争 争取 说 称 未 没 尚 不 据 推测 猜 疑 理论 建议 提议 主张 最好 应 约 认为 才 将来 往后 明年 尚待"
)
_PLANS = any_of("可能 或许 也许 计划 拟 打算 考虑 有望 据称 传闻 推测 猜测 据估 据估算 理论上 疑似 建议 提议 预计 希望")
_INSIDE_WORDS = any_of(
    "可能性 计划书 全国 全球 全长 全市 全省 全年 全面 完全 首都 成都 都市 年均 平均 人均 约定 节约 "
    "合约 条约 近年 最近 附近 将军 有效 有限 成员 完成 成为 建成 成立"
)

_CAUSE = re.compile(
    "因为|由于|缘于|归因于|因此|因而|所以|导致|(?<![接承])受(?=[^,;。]{2,12}影响)|因(?=[^,;。为此]{2,12}(?:而|,))|出于"
)
_WHY = re.compile(
    "因|由于|所以|导致|致|引起|引发|造成|使|令|有关|影响|从而|遂|故|为了|以便|才|否则|便|于是|带来|促|理由|无法|不便|之后|后"
)
_PROOF = re.compile("(?:已|已经)?(?:证实|证明|确认|公认|众所周知|无可争议)")
_PROVEN = re.compile("证|确认|公认|众所周知|无可争议|表明|显示")
_NEAR = 0.25
"""How much of a clause must stand in another for what that one leaves open to be meant."""


def overstated(claim: str, basis: Basis) -> str | None:
    """The word by which the claim says more than the source, None where it says no more."""
    source = clauses(basis.quoted)
    for pattern, known in ((_CAUSE, _WHY), (_PROOF, _PROVEN)):
        added = pattern.search(claim)
        if added and not known.search(basis.cited):
            return added.group()
    for clause in clauses(claim):
        alike, likeness = most_alike(clause, source)
        if likeness == 0:
            continue
        said, given = _INSIDE_WORDS.sub("", clause), _INSIDE_WORDS.sub("", alike)
        whole, cited = _INSIDE_WORDS.sub("", basis.quoted), _INSIDE_WORDS.sub("", claim)
        strong = _STRONG.search(said)
        if strong and (not _WHOLE.search(whole) or (_PART.search(given) and not _STRONG.search(given))):
            return strong.group()
        all_of = _ALL.search(said)
        if all_of and _PART.search(given) and not _WHOLE.search(given):
            return all_of.group()
        few = _FEW.search(given)
        if few and likeness > 0.4 and not _SOME.search(cited):
            return few.group()
        done = _DONE.search(said)
        near = "。".join(part for part in source if share(clause, part) >= max(_NEAR, 0.6 * likeness))
        allowed = "可以" in given and done and done.group() == "必须"
        if done and done.group() not in whole and (allowed or _MAYBE.search(near or given)):
            return done.group()
        plan = _PLANS.search(given)
        if plan and likeness > 0.3 and not _TENTATIVE.search(cited) and share(clause, given) > 0.3:
            return plan.group()
    return None
