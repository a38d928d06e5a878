"""考试考核: special training, then theory and practice each passed, never an average.

Source: 教职成〔2021〕504号 二(三)2(1); conditions of application by the batch's standard edition.
"""

from dataclasses import replace
from datetime import date

from hncert.domain.levels import LABELS, PRINTED_LEVELS, Level
from hncert.law.clauses import Clause
from hncert.pathways import eligibility, shared
from hncert.pathways.exam_evidence import DETAILS, EVIDENCE, PARTS
from hncert.pathways.pathway import Fact, Grant, Pathway, Requirement
from hncert.pathways.shared import is_graduating

EXAM = "二(三)2(1)"


APPLIES_FREELY = """coalesce(tier, '') <> '中职' or applied_level < 3 or :reading_exam_ceiling = 'by-edition'
            or (is_staff = 1 and coalesce(eligible_by, '') not like '%-504')"""
"""Predicate: not one who may apply for 三级 as an excellent student of a 中职 only (law/eligibility.toml)."""


def _passed(part: str) -> str:
    return f"coalesce({part}, case when {part}_state is not null then -1 end) >= :pass_mark"


def _pass_rule(part: str, applies: str = "") -> Requirement:
    word = PARTS[part]
    return Requirement(
        id=f"{part}-passed",
        clause=Clause("504", EXAM, "理论和技能考试都要合格"),
        holds=f"{applies}{_passed(part)}",
        figures=("pass_mark",),
        question=f"{word}成绩达到合格线" + ("（二级、一级）" if applies else ""),
        remedy=f"补考{word}，合格后重新导入成绩",
        unknown=f"没有{word}成绩",
        passes=f"{word} 60 分",
        fails=f"{word} 59.5 分，另一科 90 分；各科分别合格，不取平均",
    )


def _within_months(day: str) -> str:
    return f"""case
          when {day} is null then 1
          when :reading_resit = 'by-date' then {day} <= :reading_resit_value
          when passed_from is null or {_is_valid_until(day, "passed_from")} then 1
          else 0
        end = 1"""


def _is_valid_until(day: str, since: str) -> str:
    months = (
        f"(cast(substr({day}, 1, 4) as integer) - cast(substr({since}, 1, 4) as integer)) * 12"
        f" + cast(substr({day}, 6, 2) as integer) - cast(substr({since}, 6, 2) as integer)"
    )
    return f"""(
            {months} < :part_valid_months
            or ({months} = :part_valid_months and substr({day}, 9, 2) <= substr({since}, 9, 2))
          )"""


REQUIREMENTS = (
    Requirement(
        id="trained",
        clause=Clause("504", EXAM, "先经专门培训，再参加考试"),
        holds="""
            case :reading_training_before_exam
              when 'attendance' then trained_on < first_on
              when 'statement' then statement_on <= first_on
              else trained_on < first_on or statement_on <= first_on
            end
        """,
        readings=("training-before-exam",),
        question="考试前受过同一职业的专门培训",
        remedy="导入培训班和出勤；或在认定计划中登记签字的培训说明，日期不晚于考试",
        unknown="没有同一职业的培训出勤，认定计划中也没有培训说明",
        passes="2024-05-24 出勤，2024-05-25 考试",
        fails="考试当天才出勤，也没有培训说明",
    ),
    Requirement(
        id="level-printed",
        clause=Clause("504", "二(三)2", "职业技能等级证书分五级至一级"),
        holds="applied_level between 1 and 5",
        question="申报的是五级至一级中的一级",
        remedy="学徒工、特级技师、首席技师不由院校考试认定；写错的，更正申报等级后重新导入",
        passes="申报三级/高级工",
        fails="申报特级技师",
    ),
    Requirement(
        id="first-sitting",
        clause=Clause("504", EXAM, "补考以正考为前提"),
        holds="has_first = 1",
        question="补考之前有正考成绩",
        remedy="导入同一职业、同一等级的正考成绩；类型登记错的，更正后重新导入",
        passes="正考 2024-05-25，补考 2024-06-22",
        fails="只有补考成绩",
    ),
    Requirement(
        id="not-disqualified",
        clause=Clause("504", EXAM, "考试合格方可认定"),
        holds=":reading_disqualification = 'part' or is_disqualified = 0",
        readings=("disqualification",),
        question="没有违纪（作弊）记录",
        remedy="违纪的按学校考试管理规定处理；登记有误的，更正成绩后重新导入",
        passes="各科都是分数",
        fails="理论记为作弊",
    ),
    Requirement(
        id="attended",
        clause=Clause("504", EXAM, "理论和技能考试都要参加"),
        holds="""
            coalesce(theory_state, '') <> '缺考' and coalesce(practice_state, '') <> '缺考'
            and (applied_level < 4 or coalesce(review_state, '') <> '缺考')
        """,
        question="各科都参加了考试（缺考不是 0 分）",
        remedy="缺考的科目补考后重新导入成绩",
        passes="理论 0 分，算参加了考试",
        fails="理论缺考",
    ),
    _pass_rule("theory"),
    _pass_rule("practice"),
    _pass_rule("review", "applied_level < 4 or "),
    Requirement(
        id="passed-part-valid",
        clause=Clause("504", EXAM, "各科在有效期内都合格"),
        holds=f"""
            (
              {_within_months("theory_resit_on")} and {_within_months("practice_resit_on")}
              and (applied_level < 4 or {_within_months("review_resit_on")})
            )
            or coalesce(:reading_resit <> 'by-date' and {_is_valid_until("again_to", "again_from")}, 1 = 0)
        """,
        figures=("part_valid_months",),
        readings=("resit",),
        question="补考时，最早合格的一科还在有效期内",
        remedy="超过有效期的，全部科目重新考试",
        passes="2022-06-15 理论合格，2024-06-15 补考技能合格",
        fails="2022-06-15 理论合格，2024-06-16 补考技能合格",
    ),
    Requirement(
        id="eligible",
        clause=Clause("504", "二(三)2", "按国家职业标准（申报条件）开展评价"),
        holds=eligibility.holds(),
        figures=shared.GRADUATING_FIGURES,
        readings=(*shared.GRADUATING_READINGS, "exam-ceiling"),
        question="符合批次标准版本的一项申报条件",
        remedy="核对申报等级；补齐报名表中的从业年限、文化程度，导入已有证书，或登记专业评估论证文号",
        unknown="批次没有登记标准版本，或缺从业年限、文化程度",
        passes="2023版，经评估论证的专科应届毕业生申报三级",
        fails="2018版，没有四级证书的专科学生申报三级",
    ),
    Requirement(
        id="within-ceiling",
        clause=Clause("504", EXAM, "院校学生考试考核的等级"),
        holds="""
            case
              when :reading_exam_ceiling = 'by-edition' then 1 = 1
              when is_staff = 1 and applied_level <= filed_ceiling then 1 = 1
              when tier in ('本科', '专科', '中职') then applied_level <= 3
              when is_staff = 1 then applied_level <= filed_ceiling
            end
        """,
        readings=("exam-ceiling",),
        question="申报等级不高于规定的上限",
        remedy="学生最高报三级；教职工以考试当天有效的备案等级为限，请核对备案职业及等级",
        unknown="名册中没有此人，或该职业考试当天没有有效的备案",
        passes="专科学生申报三级",
        fails="专科学生申报二级",
    ),
    Requirement(
        id="secondary-excellent",
        clause=Clause("504", EXAM, "优秀的中职毕业生和毕业学年学生可以考高级工"),
        holds=f"""
            {APPLIES_FREELY}
            or case
              when :reading_excellent_secondary = 'minimum-average'
                then average_mark >= cast(:reading_excellent_secondary_value as real)
              else coalesce(honoured_on, '9999-12-31') <= first_on
            end
        """,
        readings=("excellent-secondary", "exam-ceiling"),
        question="中职学生申报三级的，考试前已是优秀",
        remedy="导入荣誉（日期不晚于考试）；不是优秀的，改报四级",
        unknown="没有考试当天及以前的课程成绩，算不出平均分",
        passes="中职应届，2024-05-04 获优秀毕业生，2024-05-25 考三级",
        fails="中职应届，没有荣誉，考三级",
    ),
    Requirement(
        id="secondary-graduating",
        clause=Clause("504", EXAM, "优秀的中职毕业生和毕业学年学生可以考高级工"),
        holds=f"""
            {APPLIES_FREELY}
            or {is_graduating("first_on")}
        """,
        figures=shared.GRADUATING_FIGURES,
        readings=(*shared.GRADUATING_READINGS, "exam-ceiling"),
        question="中职学生申报三级的，是毕业生或毕业学年学生",
        remedy="核对届别和预计毕业日期；没有到毕业学年的，改报四级",
        unknown="名册中没有届别或毕业日期",
        passes="2025 届，2024-07-01 考试",
        fails="2025 届，2024-06-30 考试",
    ),
    replace(
        shared.ENROLLED,
        holds=f"is_enrolled = 1 or (tier = '中职' and applied_level = 3 and {is_graduating('first_on')})",
        figures=shared.GRADUATING_FIGURES,
        readings=(*shared.ENROLMENT_READINGS, *shared.GRADUATING_READINGS),
        question="考试当日是本校在籍学生或在职教职工，申报三级的中职学生也可以是毕业学年的毕业生",
    ),
    shared.NOT_HELD,
    shared.NOT_TECHNICAL,
)

_MARKS = (None, 0, 59, 59.5, 60, 100)
_STATES = (None, "缺考", "违纪")
_RESITS = (None, "2024-06-22", "2026-05-25", "2026-05-26")
_HELD = (None, "2019-05-24", "2021-05-24", "2024-01-01")


def _part_facts(part: str) -> tuple[Fact, ...]:
    word = PARTS[part]
    return (
        Fact(name=part, title=f"{word}成绩", type="real", values=_MARKS),
        Fact(name=f"{part}_state", title=f"{word}缺考或违纪", values=_STATES),
        Fact(name=f"{part}_resit_on", title=f"{word}补考日期", values=_RESITS),
    )


PATHWAY = Pathway(
    id="exam",
    title="考试考核",
    since=date(2021, 12, 31),
    clause=Clause("504", EXAM, "先经专门培训，理论和技能考试都合格的，发给相应等级的证书"),
    evidence=EVIDENCE,
    details=DETAILS,
    level_from="等级是申报的等级，没有更高是因为没有申报更高的等级",
    needs="考试成绩、认定计划、认定报名、培训班和培训出勤",
    figures=(*shared.ENROLMENT_FIGURES, *shared.GRADUATING_FIGURES, "pass_mark", "resit_limit"),
    readings=(*shared.ENROLMENT_READINGS, *shared.GRADUATING_READINGS, "excellent-secondary", "exam-ceiling", "resit"),
    facts=(
        Fact(name="applied_level", title="申报等级", type="integer", values=(0, *shared.LEVELS, 6)),
        Fact(name="first_on", title="考试日期", values=("2024-05-25",)),
        Fact(name="has_first", title="有正考成绩", type="integer", values=(0, 1)),
        Fact(name="batch_number", title="批次号", values=(None, "2024-01")),
        *(fact for part in PARTS for fact in _part_facts(part)),
        Fact(name="passed_from", title="最早合格的一科的考试日期", values=(None, "2024-05-25", "2024-06-22")),
        Fact(name="again_from", title="补考中各科都合格的，最早一科的日期", values=(None, "2024-06-22")),
        Fact(name="again_to", title="补考中各科都合格的，最后一科的日期", values=(None, "2024-06-22", "2026-06-23")),
        Fact(name="is_disqualified", title="有违纪记录", type="integer", values=(0, 1)),
        shared.IS_ENROLLED,
        Fact(name="is_staff", title="当日是教职工", type="integer", values=(0, 1)),
        shared.TIER,
        *shared.GRADUATING,
        Fact(name="edition", title="批次的标准版本", values=(None, "2018版", "2023版")),
        Fact(name="statement_on", title="培训说明日期", values=(None, "2024-05-25", "2024-05-26")),
        Fact(name="is_evaluated", title="专业经评估论证", type="integer", values=(0, 1)),
        Fact(name="work_years", title="从业年限", type="real", values=(None, 0, 1, 4, 5, 6, 10)),
        Fact(name="diploma", title="已有文化程度", values=(None, "其他", "中职", "专科", "本科")),
        shared.IS_TECHNICAL,
        Fact(name="birth_date", title="出生日期", values=(None, "2004-01-01", "2008-05-26")),
        Fact(name="trained_on", title="最早的培训出勤", values=(None, "2024-05-24", "2024-05-25")),
        Fact(name="honoured_on", title="最早的荣誉", values=(None, "2024-05-04", "2024-05-26")),
        Fact(name="average_mark", title="考试以前的课程平均成绩", type="real", values=(None, 84.9, 85)),
        Fact(name="filed_ceiling", title="该职业考试当天备案的最高等级", type="integer", values=(None, 3, 5)),
        shared.HELD_LEVEL,
        shared.HELD_LEVELS,
        Fact(name="held_five_on", title="五级证书日期", values=_HELD),
        Fact(name="held_four_on", title="四级证书日期", values=_HELD),
        Fact(name="held_three_on", title="三级证书日期", values=_HELD),
        Fact(name="held_two_on", title="二级证书日期", values=_HELD),
        Fact(name="eligible_by", title="符合的申报条件", values=(None,)),
    ),
    requirements=REQUIREMENTS,
    grants=tuple(
        Grant(
            level=Level(level),
            when=f"applied_level = {int(level)}",
            clause=Clause("504", EXAM, f"考试合格的发给{LABELS[level]}证书"),
        )
        for level in reversed(PRINTED_LEVELS)
    ),
)
