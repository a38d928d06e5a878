"""The fictional college: departments, majors, occupations and the X mapping."""

from dataclasses import dataclass
from datetime import date

COLLEGE = "河南示例职业技术大学"
YEAR = 2024
FILLED_ON = date(2024, 12, 1)
STUDY_YEARS = {"本科": 4, "专科": 3, "中职": 3}
ENTRY_AGE = {"本科": 18, "专科": 18, "中职": 15}


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation of the 2022 classification."""

    code: str
    name: str


PROGRAMMER = Occupation("4-04-05-01", "计算机程序设计员")
NETWORK_OPERATOR = Occupation("4-04-04-01", "信息通信网络运行管理员")
SECURITY_ADMINISTRATOR = Occupation("4-04-04-02", "网络与信息安全管理员")
ROBOT_OPERATOR = Occupation("6-31-07-03", "工业机器人系统操作员")
ROBOT_MAINTAINER = Occupation("6-31-07-01", "工业机器人系统运维员")
CAR_ASSEMBLER = Occupation("6-22-02-01", "汽车装调工")
E_COMMERCE = Occupation("4-01-06-01", "电子商务师")
MARKETER = Occupation("4-01-06-02", "互联网营销师")
LOGISTICS = Occupation("4-02-06-03", "物流服务师")
TEA_SPECIALIST = Occupation("4-03-02-07", "茶艺师")
BIM_TECHNICIAN = Occupation("4-08-08-23", "建筑信息模型技术员")
ELDERLY_CARER = Occupation("4-10-01-05", "养老护理员")
HEALTH_CARER = Occupation("4-14-01-03", "健康照护师")
ELECTRICIAN = Occupation("6-31-01-03", "电工")
SURVEYOR = Occupation("4-08-03-04", "工程测量员")

WEB = "Web前端开发"
CLOUD = "云计算平台运维与开发"
ROBOT = "工业机器人操作与运维"
CAR = "智能网联汽车测试装调"
TAX = "智能财税"
TRADE_DATA = "电子商务数据分析"
FREIGHT = "物流管理"
SHOP = "网店运营推广"
BIM = "建筑信息模型（BIM）"
CARE = "老年照护"

X_NAMES = (WEB, CLOUD, ROBOT, CAR, TAX, TRADE_DATA, FREIGHT, SHOP, BIM, CARE)
X_ISSUERS = {name: f"示例评价组织{mark}" for name, mark in zip(X_NAMES, "甲乙丙丁戊己庚辛壬癸", strict=True)}
X_GRADES = ("初级", "中级", "高级")

# 智能财税 has no row: its holders show the refusal "not mapped".
X_OCCUPATIONS = {
    WEB: (PROGRAMMER, PROGRAMMER, PROGRAMMER),
    CLOUD: (NETWORK_OPERATOR, NETWORK_OPERATOR, SECURITY_ADMINISTRATOR),
    ROBOT: (ROBOT_OPERATOR, ROBOT_MAINTAINER, ROBOT_MAINTAINER),
    CAR: (CAR_ASSEMBLER, CAR_ASSEMBLER, CAR_ASSEMBLER),
    TRADE_DATA: (E_COMMERCE, E_COMMERCE, E_COMMERCE),
    FREIGHT: (LOGISTICS, LOGISTICS, LOGISTICS),
    SHOP: (MARKETER, MARKETER, MARKETER),
    BIM: (BIM_TECHNICIAN, BIM_TECHNICIAN, BIM_TECHNICIAN),
    CARE: (ELDERLY_CARER, ELDERLY_CARER, ELDERLY_CARER),
}
UNAPPROVED = (SHOP, "初级")


def approved_occupation(x_name: str, grade: str) -> Occupation | None:
    """The occupation of an approved mapping row, or None."""
    if x_name not in X_OCCUPATIONS or (x_name, grade) == UNAPPROVED:
        return None
    return X_OCCUPATIONS[x_name][X_GRADES.index(grade)]


@dataclass(frozen=True, slots=True)
class Major:
    """A major with the X certificates and the occupation that suit it."""

    department: str
    code: str
    name: str
    tier: str
    x_names: tuple[str, ...]
    occupation: Occupation
    has_2024_class: bool = False


INFORMATION = "信息工程学院"
MANUFACTURE = "智能制造学院"
TRADE = "经济贸易学院"
TOURISM = "旅游与管理学院"
BUILDING = "建筑工程学院"
MEDICINE = "医药健康学院"
SECONDARY = "附属中职部"
DEPARTMENTS = (INFORMATION, MANUFACTURE, TRADE, TOURISM, BUILDING, MEDICINE, SECONDARY)
OFFICES = ("教务处", "学生工作处", "职业技能评价中心", "图书馆", "后勤管理处")

MAJORS = (
    Major(INFORMATION, "0101", "软件工程技术", "本科", (WEB, CLOUD), PROGRAMMER, True),
    Major(INFORMATION, "0102", "软件技术", "专科", (WEB,), PROGRAMMER, True),
    Major(INFORMATION, "0103", "大数据技术", "专科", (WEB, CLOUD), PROGRAMMER),
    Major(INFORMATION, "0104", "云计算技术应用", "专科", (CLOUD,), NETWORK_OPERATOR),
    Major(MANUFACTURE, "0201", "机械电子工程技术", "本科", (ROBOT,), ROBOT_MAINTAINER),
    Major(MANUFACTURE, "0202", "工业机器人技术", "专科", (ROBOT,), ROBOT_MAINTAINER),
    Major(MANUFACTURE, "0203", "智能网联汽车技术", "专科", (CAR,), CAR_ASSEMBLER),
    Major(TRADE, "0301", "大数据与财务管理", "本科", (TAX,), E_COMMERCE),
    Major(TRADE, "0302", "电子商务", "专科", (TRADE_DATA, SHOP), E_COMMERCE),
    Major(TRADE, "0303", "现代物流管理", "专科", (FREIGHT,), LOGISTICS, True),
    Major(TOURISM, "0401", "旅游管理", "专科", (SHOP,), TEA_SPECIALIST),
    Major(TOURISM, "0402", "酒店管理与数字化运营", "专科", (SHOP, TRADE_DATA), MARKETER),
    Major(BUILDING, "0501", "建筑工程", "本科", (BIM,), BIM_TECHNICIAN),
    Major(BUILDING, "0502", "建筑工程技术", "专科", (BIM,), BIM_TECHNICIAN),
    Major(BUILDING, "0503", "工程造价", "专科", (BIM, TAX), BIM_TECHNICIAN),
    Major(MEDICINE, "0601", "护理", "专科", (CARE,), HEALTH_CARER),
    Major(MEDICINE, "0602", "智慧健康养老服务与管理", "专科", (CARE,), ELDERLY_CARER),
    Major(SECONDARY, "0701", "计算机应用", "中职", (WEB,), PROGRAMMER, True),
    Major(SECONDARY, "0702", "电子商务", "中职", (SHOP,), MARKETER),
    Major(SECONDARY, "0703", "工业机器人技术应用", "中职", (ROBOT,), ROBOT_OPERATOR),
    Major(SECONDARY, "0704", "智慧健康养老服务", "中职", (CARE,), ELDERLY_CARER),
)
