"""What is printed in front of the answers on Chinese registration certificates.

Sources: the forms of notice 国市监注〔2018〕253号, the unified forms of 2014, and the certificates of public
institutions and social organisations (domain 8.6).
"""

import re

USCC = "uscc"
NAME = "name"
TYPE = "entity_type"
PERSON = "legal_representative"
ADDRESS = "address"
CAPITAL = "capital"
ESTABLISHED = "established"
TERM = "term"
SCOPE = "scope"
AUTHORITY = "authority"
OTHER = "other"  # printed on forms and not asked for; it ends the answer above it

FIELDS = (USCC, NAME, TYPE, PERSON, ADDRESS, CAPITAL, ESTABLISHED, TERM, SCOPE, AUTHORITY)

_BY_FIELD = {
    USCC: "统一社会信用代码 社会信用代码 信用代码 统一社会信用代码/注册号 注册号/统一社会信用代码",
    NAME: "名称 单位名称 机构名称 企业名称 字号名称 个体工商户名称 合作社名称 组织名称",
    TYPE: "类型 主体类型 企业类型 公司类型 市场主体类型 经济性质 社会团体类型 组织类型 组织形式 机构性质",
    PERSON: "法定代表人 法定代表人姓名 法人代表 负责人 经营者 经营者姓名 投资人 投资人姓名 执行事务合伙人"
    " 执行合伙人 首席代表 单位负责人",
    ADDRESS: "住所 经营场所 营业场所 主要经营场所 地址 生产经营地 驻在场所 企业住所 机构住所 机构地址",
    CAPITAL: "注册资本 注册资金 出资额 开办资金 成员出资总额 认缴出资额 原始基金数额 活动资金 实收资本",
    ESTABLISHED: "成立日期 注册日期 设立日期 登记日期 成立时间",
    TERM: "营业期限 经营期限 合伙期限 有效期 有效期限 证书有效期 驻在期限 证书有效期限",
    SCOPE: "经营范围 业务范围 宗旨和业务范围 宗旨与业务范围 经营范围及方式 业务活动范围",
    AUTHORITY: "登记机关 登记管理机关 发证机关 赋码机关 审批登记机关",
    OTHER: "组成形式 经费来源 举办单位 业务主管单位 主管单位 核准日期 发证日期 活动地域 注册号 证照编号"
    " 证书编号 编号 登记证号 副本数 资金来源",
}
LABELS = {label: field for field, labels in _BY_FIELD.items() for label in labels.split()}
LONGEST_FIRST = sorted(LABELS, key=len, reverse=True)
OPENINGS = {label[:end] for label in LABELS for end in range(1, len(label))}
"""Labels are printed with gaps, so that all are as wide as the longest; the detector may cut them anywhere."""

UNIQUE_HALVES = {"名": NAME, "称": NAME, "类": TYPE, "型": TYPE, "住": ADDRESS, "所": ADDRESS}

HALF_GLUED = re.compile(
    r"(?P<称>称[：:；]?)(?=.{4,}(公司|合伙|合作社|中心|协会|基金会|[店厂部所院社]))"
    r"|(?P<型>型[：:；]?)(?=(其他)?(个体工商户|有限|股份|普通合伙|个人独资|农民专业|分公司))"
    r"|(?P<所>所[：:；]?)(?=[\u3400-\u9fff]{2,6}?[省市区])"
)
"""The second half of a label in front of what can only be its answer, where the first half went unseen."""

BUREAU = re.compile(r"[\u3400-\u9fff]{2,30}(局|厅|委员会|办公室|审批中心)$")
"""What the name of an authority ends with."""

FURNITURE = re.compile(
    r"^(营业执照|事业单位法人证书|社会团体法人登记证书|民办非企业单位登记证书|基金会法人登记证书|统一社会信用代码证书"
    r"|[（(]?[正副]本[）)]?|扫描二维码.*|扫描.*|.*企业信用信息|.*信用信息公示系统.*|.*国家企业信用.*|了解更多.*"
    r"|(?=.*(场监|监督|督管|[区县]市场))[市区县]?市?场?监?督?管?理?局?"  # bits of a seal's arc
    r"|备案[、，].*|息[，,。].*监管信.*|.*许可、监管.*|市场主体应当.*|.*公示年度报告.*|.*www\..*|https?:.*"
    r"|国家.*总局监制|.*监制|[（(]?\d{1,2}[-/]\d{1,2}[）)]?|SCJDGL|.*年报.*|.*仅供.*|国家事业单位登记管理局.*)$"
)
"""Printed on the form itself; never part of an answer."""
