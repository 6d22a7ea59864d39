"""Sentences of a text -> questions that they seem to answer, by their shape: X负责… answers X负责什么."""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = r"(?:公元)?前?\d{3,4}年"
_ASIDE = r"(?:（[^）]*）|\([^)]*\))?"
_ADVERBS = (
    "(?:现|今|主要|正式|一般|通常|最早|则|也|都|已|其实|一共|总共|共|大致|可以|可|曾|于是|还|原本|原|本来|最初|就|均"
    "|常)*"
)
_DONE = "推出|发布|收购|获得|召开|举办|举行|成立|上线|开业|停产|上映|出版|发行|开通|通车|投产|上市|签署|启动"
_KIND = (
    "(?:一|是一)[种个家位名款座项部门本条支类届场]|之一|组织|机构|公司|系统|技术|方法|语言|动物|植物|疾病|学科|工具|平台|品牌"
    "|[想作画学治乐]家|教授|诗人|导演|歌手|演员|选手|运动员|皇帝"
    "|现象|理论|制度|活动|游戏|小说|电影|歌曲|协议|文件|职业|职位|部门|角色|[者官科属种语族]"
)
_MEASURED = (
    "面积|人口|海拔|全长|总长|高度|身高|体重|产量|总投资|注册资本|营业收入|净利润|总资产|市值|票房|保质期|有效期"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A clause that answers a question. `x` is what it is about: a name, unless not `names`; where `titled`, it may be
    left out, and is then what the text is about."""

    name: str
    clause: re.Pattern[str]
    question: str
    titled: bool = False
    names: bool = True


def _shape(name: str, behind: str, question: str, *, titled: bool = False, before: str = "") -> Shape:
    subject = r"(?P<x>[^，。；：、,;:]{2,16}?)"
    optional = f"(?:{subject}{_ASIDE}[，,]?)??" if titled else f"{subject}{_ASIDE}"
    return Shape(name, re.compile(f"^{before}{optional}{_ADVERBS}{behind}"), question, titled)


SHAPES = (
    Shape(
        "conditions",
        re.compile(
            "^(?P<x>[^，。；：、是]{2,14}?)，?(?P<m>应当|必须|需要|应)(?P<v>具备|符合|提交|履行|遵守|载明|承担)"
            "[^，。]{0,3}(?:下列|以下|如下)(?P<k>条件|材料|文件|职责|义务|原则|事项|内容)"
        ),
        "{x}{m}{v}哪些{k}？",
        names=False,
    ),
    Shape(
        "penalty",
        re.compile(
            "^(?!有|没有|未|逾期|情节|尚未|造成|拒不|构成|符合|除)(?P<x>[^，。；、是]{4,15})的，(?:依法)?(?:由[^，。]{2,24})?[^，。]{0,6}(?:处[^理置]|责令|给予|吊销|没收|警告)"
        ),
        "{x}会受到什么处罚？",
        names=False,
    ),
    _shape("founded", f"(?:成立|创立|创办|创建|设立)于{_YEAR}", "{x}成立于哪一年？", titled=True),
    _shape("built", f"(?:始建|建成|兴建|建)于{_YEAR}", "{x}建于哪一年？", titled=True),
    _shape("born", f"(?:出生|生)于{_YEAR}", "{x}出生于哪一年？", titled=True),
    Shape(
        "born",
        re.compile(r"^(?P<x>[^，。；、（(]{2,12})[（(][^）)]{0,30}?\d{4}年[^）)]{0,12}[\uff0d—–\-~～]"),
        "{x}出生于哪一年？",
    ),
    _shape("studied", "毕业于", "{x}毕业于哪所学校？", titled=True),
    _shape("place", "(?:位于|坐落于|坐落在|地处)", "{x}位于哪里？", titled=True),
    _shape("spread", "(?:分布于|分布在|产于|原产于)", "{x}分布在哪里？", titled=True),
    _shape("origin", "(?:起源于|发源于|源于|源自)", "{x}起源于哪里？", titled=True),
    _shape("made by", "由[^，。；]{2,20}?(?P<v>执导|创作|撰写|发现|发明|设计|主演|创立|创办|演唱)", "{x}是由谁{v}的？"),
    _shape("in charge", "由[^，。；]{2,16}(?P<v>负责|制定|批准|决定|规定|组织实施)[。，；]", "{x}由谁{v}？"),
    _shape("consists", "由[^，。；]{2,40}(?:组成|构成)", "{x}由什么组成？"),
    _shape(
        "when",
        f"(?P<v>{_DONE})了?(?P<y>[^，。；、,0-9]{{2,9}})[，。；,]",
        "{x}什么时候{v}{y}？",
        before=r"\d{4}年[^，,。]{0,8}[，,]",
    ),
    _shape("did", "(?P<v>推出|发布|宣布|收购|签署|荣获)了?(?=[^，。]{5})", "{x}{v}了什么？"),
    _shape(
        "did",
        "(?P<v>推出|发布|宣布|收购|签署|荣获)了?(?=[^，。]{5})",
        "{x}{v}了什么？",
        before=r"\d{4}年[^，,。]{0,8}[，,]",
    ),
    _shape("duty", "负责(?=.{4})", "{x}负责什么？"),
    _shape("division", "分为(?=.{0,40}(?:[两二三四五六七八九十]|、))", "{x}分为哪几种？"),
    _shape("contents", "(?:包括|包含)(?:了|有|：|:)?(?=[^。]*、)", "{x}包括哪些内容？"),
    _shape("use", "(?:用于|用来)", "{x}有什么用途？"),
    _shape(
        "help",
        "(?:可以|能够|能|有助于|有利于)(?:帮助|帮|让|使|提高|提升|促进|减少|降低|避免|防止|改善|保护)",
        "{x}有什么作用？",
    ),
    _shape("cause", "会?(?:导致|造成|引起|引发)(?=[^，。]{3})", "{x}会导致什么？"),
    _shape("depends", "取决于", "{x}取决于什么？"),
    _shape("name", "(?:又称|又名|别名|俗称|亦称|也称)", "{x}又叫什么？", titled=True),
    _shape("reason", "之所以(?P<y>[^，。；]{2,12})，", "{x}为什么{y}？"),
    _shape("measure", rf"的?(?P<a>{_MEASURED})(?:约|大约|达到?|为|是|有|共)*\s*\d", "{x}的{a}是多少？", titled=True),
    _shape("definition", "(?:是指|指的是)(?=[^。]{6})", "{x}是什么？"),
    _shape(
        "definition",
        rf"是(?=[^。]{{6}})(?![^。；]{{0,40}}(?:例子|一部分|原因))(?=[^。；]{{0,40}}(?:{_KIND}))",
        "{x}是什么？",
    ),
)
"""Rather what says more before what says less: the first that fits is taken."""

COUNTED = re.compile(
    rf"^(?P<x>[^，。；：、,;]{{2,12}}?){_ADVERBS}(?:有|分为|包括|包含)(?:以下|如下)?(?:[两二三四五六七八九十几]|\d{{1,2}})"
    "(?P<m>个|点|种|类|项|条|大|方面)(?P<k>(?:关键|主要|重要|基本)?[一-鿿]{2})(?=[，。：:,；]|$)"
)
"""CTO出局其实有几个关键节点."""

ATTRIBUTE = re.compile(
    r"^(?P<x>[^，。；：:、,;的]{2,14})的(?P<a>[^，。；：:、,;的]{2,5}?)(?:约|大约|共)?(?:是|为|有|包括|达到?|：|:|在于)"
    r"(?P<rest>(?!非常|十分|很|极|更|不)[^，。；]{2,})"
)
"""X的职责是…."""

YEARLY = re.compile(
    r"(?P<t>\d{4}年度?)，?(?:本|该)?(?:公司|集团|企业)?(?:实现|的)?(?P<a>营业收入|净利润|总资产|总负债|营业成本)(?:约|达到?了?|为|是)*\s*\d"
)
"""What a report says of the one that it is about, in one year."""

MONEY = frozenset({"营业收入", "净利润", "总资产", "总负债", "营业成本", "利润", "收入", "成本"})
"""What is another amount every year."""

PERSON = re.compile(
    "[^。；]{0,30}(?:[^国大专回]家|教授|主教|诗人|导演|歌手|演员|选手|将军|总统|首相|皇帝|运动员|官员)[，。、；]"
)
OPENING = re.compile(
    "^(?:首先|最后|接下来|随后|后来|最终|之后|不久|近日|日前|今日|其次|另外|此外|同时|据悉|换句话说|总的来说|我们?认为|本法所称|本条例所称|所谓|定义|因为|所以|但是?|而|其中|一般来说)+[，,]?"
)
"""What may stand before the subject and is no part of it."""
DEICTIC = re.compile(
    r"[我你您他她它牠咱]|这|那|该|此|(?<![日基根样成资剧版文课脚副])本(?![田科地草能质性身钱体领命])|[上下]述|上文|下文|以下|如下|其[他它中实余]|^其|某|新任|现任|前者"
    r"|后者|同年|当时|之前|目前|今[年天日]|昨|去年|明年|怕不是|对方|上面|下面|^[全各总最]|下列|[xX]\d|或|^[0-9一二三四五六七八九十]+[、.）)]"
)
"""What can be understood only where it stands."""
_VAGUE = """
    公司 原告 被告 本院 作者 人们 问题 情况 目的 原因 结果 方法 方面 内容 时间 地点 意思 关键
    重点 答案 事实 例子 之一 大家 自己 用户 企业 记者 单位 目标 个人 双方 申请人 国家 世界 报告
    报告期 年度 期间 小编 消息 声明 数据 公告 通知 案例 赛事 机场 学校 校舍 全线 最高 另一 法律
    规定 项目 产品 部分 全国 车站 球队 游戏 电影 小说 专辑 歌曲 众所 总部 医院 大学 集团
"""
VAGUE = frozenset(_VAGUE.split())
"""Nouns that say too little to be asked about."""
OPEN_QUESTION = re.compile("什么|甚么|谁|哪|多少|几|怎|如何|为何|吗[?？]|(.)不\\1|是否|能否")
TRADITIONAL = str.maketrans(
    "么里谁几负责时类于个创种条点为间则应当须备遵载担设发现计执导写办开启过义务职项经处罚组构会内发签荣",
    "麼裡誰幾負責時類於個創種條點為間則應當須備遵載擔設發現計執導寫辦開啟過義務職項經處罰組構會內發簽榮",
)
