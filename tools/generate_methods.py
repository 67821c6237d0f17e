#!/usr/bin/env python3
"""A page for each indicator, in both languages, from the catalogue: definition, methods, figures behind them, targets.

  generate_methods.py CATALOGUE FOLDER
"""
import pathlib
import re
import sys
import tomllib

WORDS = {
    "zh": {
        "made": "由`catalogue/`生成，请勿手改。", "other": "English below", "definition": "定义", "object": "统计对象", "state": "定义状态", "paper": "文件", "place": "文件中的位置",
        "unit": "单位", "direction": "方向", "cadence": "周期", "dimensions": "维度", "limits": "口径与局限", "method": "方法", "numerator": "分子", "denominator": "分母",
        "population": "层的规模", "count": "无（计数）", "valid": "有效期", "always": "始终", "aggregation": "汇总", "interval": "区间", "samples": "最少样本", "note": "说明",
        "quantities": "用到的量", "parameters": "用到的参数", "targets": "目标", "outside": "他方发布（不混入本平台的数）", "none": "无", "part": "分子是分母的一部分；小于零或大于分母即为数据错误",
        "head": ("量", "名称", "单位", "各月合并", "来自"), "parameter_head": ("参数", "名称", "值", "单位", "官方", "出处"), "target_head": ("到期", "范围", "要求", "文件", "位置"),
        "yes": "是", "no": "否", "form": "登记字段", "counted": "对象计数", "traffic": "流量汇总", "ledger": "NAT44设备台账", "series": "他方序列",
    },
    "en": {
        "made": "Made from `catalogue/`; do not edit.", "other": "", "definition": "Definition", "object": "What is counted", "state": "State of the definition", "paper": "Paper",
        "place": "Place in the paper", "unit": "Unit", "direction": "Direction", "cadence": "Cadence", "dimensions": "Dimensions", "limits": "Definition and known limits", "method": "Method",
        "numerator": "Numerator", "denominator": "Denominator", "population": "Size of a stratum", "count": "none (a count)", "valid": "Valid", "always": "always", "aggregation": "Aggregation",
        "interval": "Interval", "samples": "Least samples", "note": "Note", "quantities": "Quantities it names", "parameters": "Parameters it names", "targets": "Targets",
        "outside": "Published by others (never mixed with ours)", "none": "none", "part": "The numerator is a part of the denominator: below zero or above it is an error of the data",
        "head": ("Quantity", "Title", "Unit", "Over months", "From"), "parameter_head": ("Parameter", "Title", "Value", "Unit", "Official", "Source"),
        "target_head": ("Due", "Scope", "Asked", "Paper", "Place"), "yes": "yes", "no": "no", "form": "field of the registry", "counted": "objects counted", "traffic": "traffic roll-ups",
        "ledger": "ledger of NAT44 devices", "series": "series of others",
    },
}
VALUES = {
    "zh": {
        "sourced": "官方定义", "partly": "部分官方，其余为推断", "inferred": "本平台推断，没有文件规定", "up": "越高越好", "down": "越低越好", "none": "无", "day": "每日", "month": "每月", "half_year": "每半年",
        "year": "每年", "submitted": "上报", "measured": "实测", "imported": "他方发布", "sum_over_sum": "分子之和除以分母之和，最后才相除", "mean_of_ratios": "按文件取各比率的平均", "wilson": "Wilson区间，95 %",
        "sampled": "抽样，delta法方差下的Wilson区间，95 %", "stratified": "分层抽样加权，95 %", "sum": "相加", "last": "取最后一月", "mean": "取月均", "latest": "取期内最近报送月，逐省逐运营商，注明月份",
        "half_year_sum": "各半年取最近报送月后相加", "at_least": "≥", "more_than": ">", "at_most": "≤", "ratio": "比率",
    },
    "en": {
        "sourced": "official", "partly": "partly official, the rest inferred", "inferred": "inferred, no paper gives it", "up": "higher is better", "down": "lower is better", "none": "none", "day": "daily",
        "month": "monthly", "half_year": "half-yearly", "year": "yearly", "submitted": "submitted", "measured": "measured", "imported": "published by others",
        "sum_over_sum": "sum of numerators over sum of denominators, divided last", "mean_of_ratios": "mean of ratios, as the paper says", "wilson": "Wilson, 95 %", "sampled": "sampled: Wilson with the variance of the delta method, 95 %",
        "stratified": "stratified sample, weighted, 95 %", "sum": "added up", "last": "the last month", "mean": "mean of the months",
        "latest": "the newest month of the period that was handed in, by province and operator; told with the value", "half_year_sum": "of each half-year the newest month handed in, added up", "at_least": "≥", "more_than": ">", "at_most": "≤", "ratio": "ratio",
    },
}
OWN_FIGURE = {"zh": "不汇总：每个范围有自己的数或没有", "en": "none: a scope has its own figure or no figure"}


def toml(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def entries(folder, key):
    return [(data, one) for path in sorted(folder.glob("*.toml")) for data in [toml(path)] for one in data.get(key, [])]


class Catalogue:
    def __init__(self, folder):
        self.papers = {one["key"]: one for one in toml(folder / "papers.toml")["paper"]}
        self.parameters = {one["id"]: one for one in toml(folder / "parameters.toml")["parameter"]}
        self.quantities = {one["id"]: one for _, one in entries(folder / "quantities", "quantity")}
        self.indicators = entries(folder / "indicators", "indicator")
        self.targets = [(data["paper"], one) for data, one in entries(folder / "targets", "target")]
        self.series = toml(folder / "outside" / "series.toml")["series"]


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def table(head, rows):
    yield "| " + " | ".join(head) + " |\n|" + " --- |" * len(head) + "\n"
    for row in rows:
        yield "| " + " | ".join(cell(one) for one in row) + " |\n"


def came_from(quantity, words):
    if "registry" in quantity:
        one = quantity["registry"]
        where = "; ".join(f"`{key}` = {value}" for key, value in one.get("where", {}).items())
        what = f"`{one['kind']}.{one['field']}`" if one.get("field") else f"`{one['kind']}` ({words['counted']})"
        return f"{words['form']} {what}" + (f", {where}" if where else "")
    if "traffic" in quantity:
        return f"{words['traffic']} `{quantity['traffic']['measure']}`"
    if "ledger" in quantity:
        one = quantity["ledger"]
        return f"{words['ledger']} `{one['figure']}`" + (f" `{one['measure']}`" if one.get("measure") else f" ({words['counted']})")
    return f"{words['series']} `{quantity['outside']['series']}`"


def method_section(method, catalogue, language):
    words, values = WORDS[language], VALUES[language]
    yield f"\n### {words['method']} {method['version']} · {values[method['source']]}\n\n"
    yield f"- {words['numerator']}: `{method['numerator']}`\n"
    denominator = f"`{method['denominator']}`" if "denominator" in method else words["count"]
    yield f"- {words['denominator']}: {denominator}\n"
    if "population" in method:
        yield f"- {words['population']}: `{method['population']}`\n"
    valid = f"{method.get('valid_from', '')} – {method.get('valid_to', '')}".strip() if "valid_from" in method or "valid_to" in method else words["always"]
    yield f"- {words['valid']}: {valid}\n"
    how = method.get("aggregation", "sum_over_sum")
    yield f"- {words['aggregation']}: {OWN_FIGURE[language] if how == 'none' else values[how]}\n"
    yield f"- {words['interval']}: {values[method.get('interval', 'none')]}\n"
    if method.get("samples_min"):
        yield f"- {words['samples']}: {method['samples_min']}\n"
    if "denominator" in method and method.get("is_part", True):
        yield f"- {words['part']}\n"
    if method.get("note"):
        yield f"- {words['note']}: {method['note'][language]}\n"
    text = " ".join(method.get(key, "") for key in ("numerator", "denominator", "population"))
    bare = re.sub(r"\{[^}]*\}", "", text)
    quantities = sorted({name for name in re.findall(r"(?<![$\w])[a-z]\w*", bare) if name in catalogue.quantities})
    if quantities:
        yield f"\n{words['quantities']}:\n\n"
        rows = [(f"`{name}`", one["title"][language], one["unit"], values[one["over_time"]], came_from(one, words)) for name in quantities for one in [catalogue.quantities[name]]]
        yield from table(words["head"], rows)
    parameters = sorted(set(re.findall(r"\$(\w+)", text)))
    if parameters:
        yield f"\n{words['parameters']}:\n\n"
        rows = [(f"`${name}`", one["title"][language], one["value"], one["unit"], words["yes" if one["official"] else "no"], one["source"][language]) for name in parameters for one in [catalogue.parameters[name]]]
        yield from table(words["parameter_head"], rows)


def language_section(indicator, catalogue, language):
    words, values = WORDS[language], VALUES[language]
    paper = catalogue.papers.get(indicator.get("paper", ""))
    yield f"\n## {indicator['code']} {indicator['title'][language]}\n\n{indicator['description'][language]}\n\n"
    yield f"- {words['object']}: {indicator['object'][language]}\n- {words['state']}: {values[indicator['state']]}\n"
    yield f"- {words['paper']}: {paper['title'][language] + ' (' + paper['date'] + ')' if paper else words['none']}\n- {words['place']}: {indicator['place'][language]}\n"
    yield f"- {words['unit']}: {values.get(indicator['unit'], indicator['unit'])}\n- {words['direction']}: {values[indicator['direction']]}\n- {words['cadence']}: {values[indicator['cadence']]}\n"
    yield f"- {words['dimensions']}: {', '.join(indicator.get('dimensions', [])) or words['none']}\n"
    for method in indicator["method"]:
        yield from method_section(method, catalogue, language)
    targets = [(paper_id, one) for paper_id, one in catalogue.targets if one["indicator"] == indicator["id"]]
    if targets:
        yield f"\n### {words['targets']}\n\n"
        rows = [(one["due"], one["scope"], f"{values[one['comparison']]} {one['value']:g}" if abs(one["value"]) < 1e5 else f"{values[one['comparison']]} {one['value']:,}",
                 catalogue.papers[paper_id]["title"][language], one.get("place", {}).get(language, "")) for paper_id, one in sorted(targets, key=lambda pair: (pair[1]["due"], pair[0]))]
        yield from table(words["target_head"], rows)
    series = [one for one in catalogue.series if one["indicator"] == indicator["id"]]
    if series:
        yield f"\n### {words['outside']}\n\n" + "".join(f"- `{one['id']}`: {one['title'][language]} ({one['source'][language]})\n" for one in series)


def method_pages(folder):
    """Pages by name: one for each indicator, and README.md that lists them."""
    catalogue = Catalogue(pathlib.Path(folder))
    pages = {}
    listed = ["# Methods of the indicators 指标方法\n\n", "Made from `catalogue/`; do not edit: a page for each indicator, in both languages. 由`catalogue/`生成，每个指标一页，中英文。\n"]
    group = None
    for data, indicator in catalogue.indicators:
        if data["group"] != group:
            group = data["group"]
            listed.append(f"\n## {data['title']['zh']} {data['title']['en']}\n\n")
        name = f"{indicator['id']}.md"
        listed.append(f"- [{indicator['code']}]({name}) {indicator['title']['zh']} · {indicator['title']['en']}\n")
        head = f"# {indicator['code']} {indicator['title']['zh']} · {indicator['title']['en']}\n\n`{indicator['id']}`. {WORDS['zh']['made']} {WORDS['en']['made']}\n"
        pages[name] = head + "".join(language_section(indicator, catalogue, "zh")) + "".join(language_section(indicator, catalogue, "en"))
    pages["README.md"] = "".join(listed)
    return pages


def main():
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in method_pages(sys.argv[1]).items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
