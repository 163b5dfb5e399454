from densemodel.data import free_bytes


def test_files_that_a_container_has_read_count_as_free(tmp_path, monkeypatch):
    for name, text in {
        "memory.max": "1000\n",
        "memory.current": "900\n",
        "memory.stat": "anon 300\ninactive_file 400\nactive_file 100\n",
    }.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr("densemodel.data.read._memory._CONTAINER", tmp_path)
    assert free_bytes() == 600


def test_without_a_limit_the_machine_s_memory_is_free(tmp_path, monkeypatch):
    (tmp_path / "memory.max").write_text("max\n")
    monkeypatch.setattr("densemodel.data.read._memory._CONTAINER", tmp_path)
    assert free_bytes() > 10**7
