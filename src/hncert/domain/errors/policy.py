"""Rules and figures that do not apply, runs that cannot be completed."""

from hncert.domain.errors.base import ExitStatus, HncertError


class PathwayNotInForce(HncertError):
    """A pathway asked for on a day before its clause was in force, or after."""

    code = "pathway-not-in-force"
    exit_status = ExitStatus.POLICY_STOP
    message = "{as_of} 当天“{title}”没有有效的政策依据（{clause}，{since} 起）"
    remedy = "把 --as-of 改为政策有效期内的日期"


class FigureNotInForce(HncertError):
    """A figure of law that has no value on the day asked for."""

    code = "figure-not-in-force"
    exit_status = ExitStatus.POLICY_STOP
    message = "政策数值“{title}”在 {on} 没有有效值"
    remedy = "核对日期；确有新规定的，请维护人员补充政策数值"


class FigureExpired(HncertError):
    """A figure of law whose last value has run out on the day asked for."""

    code = "figure-expired"
    exit_status = ExitStatus.POLICY_STOP
    message = "政策数值“{title}”（{id}）的最后一个值只到 {expires}，{on} 已经失效"
    remedy = "查到新规定后运行 hncert law set {id} 新值 --since 生效日期 --document 文号 --reason 理由"


class DeterminationIncomplete(HncertError):
    """A pathway that could not run; never reported as zero rows."""

    code = "determination-incomplete"
    exit_status = ExitStatus.INTERNAL
    message = "“{title}”未能完成认定，没有改动任何数据（{reason}）"
    remedy = "把这一行提示发给维护人员"


class OptionNotFollowed(HncertError):
    """An answer to an open question that is noted in the register and that no rule can follow yet."""

    code = "option-not-followed"
    exit_status = ExitStatus.USAGE
    message = "口径 {key} 的“{option}”只是登记在案，程序还不能按它计算，没有改动"
    remedy = "程序能按其计算的选择：{options}；确需另一种的，请维护人员增加"


class CheckIncomplete(HncertError):
    """A check that could not run; never reported as finding nothing."""

    code = "check-incomplete"
    exit_status = ExitStatus.INTERNAL
    message = "“{title}”未能完成核对，没有改动任何数据（{reason}）"
    remedy = "把这一行提示发给维护人员"


class UnknownFinding(HncertError):
    """A fingerprint that no stored finding bears."""

    code = "unknown-finding"
    exit_status = ExitStatus.USAGE
    message = "库中没有这一指纹的问题：{fingerprint}"
    remedy = "先运行 hncert check；指纹在每条提醒后面的〔〕里，内容变了指纹也变，hncert waiver export --open 列出全部"


class NotWaivable(HncertError):
    """A hard stop, an error or a note, which nobody can waive."""

    code = "not-waivable"
    exit_status = ExitStatus.POLICY_STOP
    message = "“{message}”不能放行（{why}）"
    remedy = "只有提醒可以放行；按提示改正后再运行 hncert check"


class UnknownWaiver(HncertError):
    """The number of a waiver that does not stand."""

    code = "unknown-waiver"
    exit_status = ExitStatus.USAGE
    message = "没有第 {number} 号放行，或已撤销、已另行放行"
    remedy = "用 hncert waiver list 查看编号"
