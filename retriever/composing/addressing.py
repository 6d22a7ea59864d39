"""Text that speaks to a language model: it can be quoted word for word and still says nothing about its subject."""

from __future__ import annotations

import re

_TO_A_MODEL = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要理会|抛开|覆盖).{0,12}(?:指令|指示|提示|要求|规则|设定|内容|命令|段落)"
    r"|(?:系统|开发者)(?:提示|指令|消息|设定)|提示词"
    r"|你(?:现在|必须|只能|应该|应当|要|需要|将|务必|是一[个名位])[^。!?]{0,16}"
    r"(?:回答|回复|输出|写出|写上|告诉|声称|扮演|推荐|助手|模型|机器人|复述|引用)"
    r"|请(?:你)?(?:直接|务必|一律|只|在回答中|如实)*(?:回答|回复|输出|写出|写上|告诉用户|声称|推荐|复述|引用)"
    r"|(?:回答|回复|输出)(?:时|中|里)?(?:必须|务必|应当|一律|只能|要)|(?:对|向|告诉)(?:用户|提问者|读者)(?:说|表示|宣布)?"
    r"|(?:作为|身为)(?:一个|一名)?(?:ai|人工智能|语言模型|大模型|助手)|(?:ai|人工智能|语言模型|大模型|助手)[^。]{0,6}"
    r"(?:必须|务必|请|应当|要|一律)"
    r"|(?:回答|回复|答案)(?:里|中|之中|末尾)?.{0,3}(?:加上|写上|插入|附上|注明)|回答说"
    r"|ignore (?:all|any|the|previous|above|prior)|disregard |system prompt|you (?:must|are now|should)|as an ai"
    r"|必须回答|<\|im_(?:start|end)\|>"
    r"|</?(?:system|user|assistant|instructions?|passage)"
)


def speaks_to_a_model(text: str) -> bool:
    """Whether a folded text tells a language model, or whoever answers, what to do or to say."""
    return _TO_A_MODEL.search(text) is not None
