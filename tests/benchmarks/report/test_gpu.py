"""The GPU's section of a comparison, and its lines in the table that `run` prints."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.report.comparison import comparison
from benchmarks.report.document import Figure, Mark, Table
from benchmarks.report.entry import Entry
from benchmarks.report.html_page import html_page
from benchmarks.report.sections import gpu
from benchmarks.result.gpu import GpuResult
from benchmarks.result.gpu_table import gpu_lines
from tests.support.benchmark_results import made_up_result
from tests.support.made_up_gpu import made_up_gpu

NO_GPU = GpuResult(None, (), (), "none: no GPU", "this PyTorch is built for processors only")


def tables(*results: GpuResult | None) -> list[Table]:
    section = gpu.section([Entry(i, replace(made_up_result(), gpu=one)) for i, one in enumerate(results)])
    assert section is not None
    return [part for part in section.parts if isinstance(part, Table)]


def test_each_part_of_the_latency_stands_apart() -> None:
    latency, throughput, conditions = tables(made_up_gpu())
    eager = latency.rows[0].cells
    assert eager[0] == "torch, eager fp16" and eager[1] == eager[4] != eager[5] and eager[-2] == "8 of 8"
    assert latency.rows[2].cells[0].endswith("not measured (TensorrtExecutionProvider is not installed)")
    assert throughput.columns[1].title == "1" and throughput.rows[1].cells[2] == Mark.VOID.value
    assert throughput.rows[0].cells[1].startswith("2") and conditions.rows[0].cells[1:5] == ("40–50", "1900–1980", "3201", "120")


def test_a_machine_without_a_gpu_says_not_measured() -> None:
    (latency,) = tables(NO_GPU)
    (row,) = latency.rows
    assert "not measured (this PyTorch is built for processors only)" in row.cells[0]
    assert set(row.cells[1:]) == {"not measured"} and len(row.cells) == len(latency.columns)
    mixed = tables(made_up_gpu(), NO_GPU, None)[0]
    assert [row.entry for row in mixed.rows] == [0, 0, 0, 1, 2] and "did not look for a GPU" in mixed.rows[-1].cells[0]


def test_where_nobody_looked_there_is_no_section() -> None:
    assert gpu.section([Entry(0, made_up_result())]) is None


def test_the_curve_is_drawn_of_what_is_sound() -> None:
    section = gpu.section([Entry(0, replace(made_up_result(), gpu=made_up_gpu()))])
    assert section is not None
    (figure,) = [part for part in section.parts if isinstance(part, Figure)]
    assert str(figure.drawing).count("A fp16") == 1
    page = html_page(comparison([Entry(0, replace(made_up_result(), gpu=made_up_gpu()))]))
    assert "Desktop GPU" in page and "nvidia-smi, once a second" in page


def test_the_lines_that_run_prints() -> None:
    lines = list(gpu_lines(made_up_gpu()))
    assert "made-up GPU" in lines[0] and "(batch 8)" in lines[1] and "(batch 1)" in lines[2]
    assert lines[3].endswith("not measured: TensorrtExecutionProvider is not installed")
    assert list(gpu_lines(NO_GPU)) == ["GPU: not measured (this PyTorch is built for processors only)"]
    assert list(gpu_lines(None)) == []
