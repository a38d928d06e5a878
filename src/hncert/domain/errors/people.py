"""People who cannot be found, joined or told apart."""

from hncert.domain.errors.base import ExitStatus, HncertError


class UnknownPerson(HncertError):
    """No stored person answers to the name or number asked for."""

    code = "unknown-person"
    exit_status = ExitStatus.USAGE
    message = "库中没有此人：{asked}"
    remedy = "核对姓名，或改用证件号码、学号（工号）；尚未导入的先 hncert import 名册"


class AmbiguousPerson(HncertError):
    """A name borne by several people; nothing is keyed by a name."""

    code = "ambiguous-person"
    exit_status = ExitStatus.USAGE
    message = "“{asked}”对应 {count} 人：{people}"
    remedy = "改用证件号码或学号（工号）查询"


class CannotMerge(HncertError):
    """Two people who cannot be made one as they stand."""

    code = "cannot-merge"
    exit_status = ExitStatus.REJECTED
    message = "不能合并：{reason}"
    remedy = "用 hncert why 分别查看两个号码的资料，改正后重新导入，再合并"


class MergeUnlikely(HncertError):
    """Two numbers whose records do not look like one person's; asked to be confirmed."""

    code = "merge-unlikely"
    exit_status = ExitStatus.REJECTED
    message = "没有合并，两个号码不像同一人：{reason}"
    remedy = "核对两份证件原件；确是同一人的，加 --yes 再运行"


class CannotSplit(HncertError):
    """Two merged people who cannot be told apart from what is stored."""

    code = "cannot-split"
    exit_status = ExitStatus.REJECTED
    message = "没有记下，两个号码的资料分不开：{reason}"
    remedy = "{advice}"


class UnknownNumber(HncertError):
    """A number that no stored person bears and that is no resident identity number."""

    code = "unknown-number"
    exit_status = ExitStatus.USAGE
    message = "库中没有这个号码，它也不是正确的居民身份证号码：{asked}"
    remedy = "核对号码；确是尚未导入的其他证件的，加 --yes 再运行"
