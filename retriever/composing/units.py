"""Units with what they measure and how much of it, and the measure words of Chinese."""

from __future__ import annotations

UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("公里", "千米", "km"), ("length", 1000.0)), **dict.fromkeys(("米", "m"), ("length", 1.0)),
    **dict.fromkeys(("厘米", "cm"), ("length", 0.01)), **dict.fromkeys(("毫米", "mm"), ("length", 0.001)),
    **dict.fromkeys(("微米", "μm"), ("length", 1e-6)), **dict.fromkeys(("纳米", "nm"), ("length", 1e-9)),
    "海里": ("length", 1852.0), "英里": ("length", 1609.344), "里": ("length", 500.0), "光年": ("light", 1.0),
    **dict.fromkeys(("平方公里", "平方千米"), ("area", 1e6)), **dict.fromkeys(("平方米", "平米"), ("area", 1.0)),
    "公顷": ("area", 1e4), "亩": ("mu", 1.0), "立方米": ("volume", 1000.0),
    **dict.fromkeys(("升", "l"), ("volume", 1.0)), **dict.fromkeys(("毫升", "ml"), ("volume", 0.001)),
    **dict.fromkeys(("克", "g"), ("mass", 1.0)), **dict.fromkeys(("千克", "公斤", "kg"), ("mass", 1000.0)),
    "斤": ("mass", 500.0), "吨": ("mass", 1e6), **dict.fromkeys(("毫克", "mg"), ("mass", 0.001)),
    **dict.fromkeys(("元", "块钱", "元人民币"), ("yuan", 1.0)), "美元": ("dollar", 1.0), "欧元": ("euro", 1.0),
    "港元": ("hkd", 1.0), "日元": ("yen", 1.0), "英镑": ("pound", 1.0),
    **dict.fromkeys(("%", "个百分比"), ("percent", 1.0)), "个百分点": ("points", 1.0), "‰": ("percent", 0.1),
    "秒": ("time", 1.0), **dict.fromkeys(("分钟", "分"), ("time", 60.0)), "刻钟": ("time", 900.0),
    **dict.fromkeys(("小时", "个小时", "钟头", "个钟头"), ("time", 3600.0)),
    **dict.fromkeys(("天", "日"), ("day", 1.0)), **dict.fromkeys(("周", "星期", "个星期", "礼拜"), ("day", 7.0)),
    **dict.fromkeys(("个工作日", "工作日"), ("workday", 1.0)), "个月": ("months", 1.0), "月": ("month", 1.0),
    **dict.fromkeys(("年", "个年头"), ("year", 1.0)), **dict.fromkeys(("岁", "周岁"), ("age", 1.0)),
    "世纪": ("century", 1.0), "瓦": ("power", 1.0), "千瓦": ("power", 1e3), "兆瓦": ("power", 1e6),
    **dict.fromkeys(("千瓦时", "度电"), ("energy", 1.0)), **dict.fromkeys(("摄氏度", "度", "°c", "℃"), ("degree", 1.0)),
    "华氏度": ("fahrenheit", 1.0), "倍": ("times", 1.0), "赫兹": ("hertz", 1.0), "伏": ("volt", 1.0),
    **dict.fromkeys(("毫米汞柱", "mmhg"), ("mmhg", 1.0)),
    **dict.fromkeys(("毫摩尔每升", "mmol/l"), ("mmol", 1.0)), "kb": ("bytes", 1e3), "mb": ("bytes", 1e6),
    "gb": ("bytes", 1e9), "tb": ("bytes", 1e12), "毫秒": ("time", 0.001), "微秒": ("time", 1e-6),
}  # fmt: skip
COUNTERS = (
    "个名人位家只台座栋条节次回份件张部本篇所项种类颗勺步卷球胜届期楼层辆艘架头匹棵株场套批笔股户岛点段支枚根遍门面顿趟"
)
SORTS = "种类项次回遍趟"
"""Measure words that count sorts or times; the others count things, whose measure words are free to differ."""
