"""The words that tell a question's parts: what things have, what asks, what joins, what only leads over."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ATTRIBUTES = _words("""
    薪水 工资 薪资 收入 待遇 年薪 月薪 价格 价钱 售价 费用 成本 学费 房价 面积 人口 高度 长度 深度 宽度 重量
    体积 密度 速度 温度 年龄 身高 体重 寿命 时间 时长 日期 地点 位置 原因 目的 意义 作用 功能 用途 用法 优点
    缺点 优势 劣势 优缺点 特点 特征 性质 结构 组成 成分 症状 病因 危害 风险 影响 后果 结果 条件 要求 标准
    流程 步骤 方法 材料 手续 期限 有效期 职责 职位 任务 工作内容 技能 能力 前景 发展 背景 历史 起源 由来 来历
    作者 主角 导演 主演 编剧 创始人 董事长 总裁 首席执行官 法人 行长 校长 市长 总部 首都 省会 员工 利润 净利润
    毛利率 营业收入 营收 收益 股价 市值 资产 总资产 负债 比例 比率 数量 人数 产量 销量 规模 名称 名字 原名
    别名 英文名 定义 概念 原理 分类 种类 类型 配料 做法 口味 气候 邮编 区号 注册资本 注册地 主要业务 业务 产品
    客户 股东 配偶 妻子 丈夫 父亲 母亲 父母 子女 儿子 女儿 老师 学生 代表作 作品 学历 国籍 籍贯 出生地 生日
    死因 门槛 周期 进度 进展 预算 利率 税率 汇率 处罚 罚款 赔偿 责任 权利 义务 营养 热量 副作用 剂量 区别
    关系 现状 趋势 难点 挑战 建议 经验 程序 时效
""")
"""What things and people have: 那薪水呢 asks for another aspect of what was spoken of, not of 薪水 itself."""

PREDICATES = _words("""
    是 有 在 叫 为 需要 要 应 应该 应当 能 能够 可以 可 会 可能 必须 位于 属于 适合 没有 不 也 还 都 最
    比 被 把 对 给 可否 能否 容易 含有 没 算 通常 一般 最多 最少 最长 最快 最短 最高 一定 主要 真的 到底
    究竟 目前 现在 当时 后来 最后 最早 曾经 曾 已经 又 还会 还有 分别
""")
"""What a question is about has ended before these."""

JOINING = _words("和 与 跟 及 以及 还是 或 或者 同")
"""Between two that are spoken of together."""

LIGHT = _words("时候 年 月 日 时 天 目前 现在 年代 一年 的")
"""Nouns that name nothing."""

NOT_SAID_BEFORE = _words("世界 世上 年 月 周 星期 天 日 时代 社会 地球 宇宙 时候 时 季节 人生 国家 不 当 些 样 么 隐")
"""Behind 这 and 那, these are no word for what was said: 这个世界, 那时候."""

WAYS = _words("""
    治疗 治 预防 解决 学 学习 做 用 使用 安装 申请 办理 计算 算 判断 选择 选 处理 避免 检测 诊断 操作 保存
    实现 应对 防治 改善 缓解 吃 喝 种 养 修 洗 去 走 获得 形成 产生 工作 运作 运行 收费 报名 证明 认定
    确定 购买 买 查 查询 治好 防范
""")
"""怎么 and one of these, and nothing else, asks of what was spoken of before: 怎么治疗."""

LEADING = _words("""
    要 需要 得 能 会 可以 应该 应当 必须 还要 还能 还会 目前 现在 后来 最后 一共 总共 一般 通常 大概 都 还
    也 又 有 是 在 用
""")
"""A question that opens with one of these names nothing first."""
