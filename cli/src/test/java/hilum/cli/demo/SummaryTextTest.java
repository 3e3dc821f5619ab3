package hilum.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTextTest {
    private static Map<String, Object> metric(
            String model, String task, String measure, double value) {
        return Map.of(
                "model",
                model,
                "task",
                task,
                "site",
                "all",
                "measure",
                measure,
                "value",
                value,
                "low",
                value - 0.125,
                "high",
                value + 0.125,
                "chance",
                0.0625,
                "n",
                8);
    }

    private static String text(List<Map<String, Object>> metrics, List<String> roundsWithoutGain) {
        return SummaryText.of(
                new Summary(
                        "synthetic",
                        new Summary.Studies(8, 8, 0),
                        new Summary.Variants(5, 2, Map.of("SPLIT", 5), Map.of("SIMILAR", 2)),
                        new Summary.Vectors(8, 8, 0, 0, "cxr-a"),
                        new Summary.Events(8, 0),
                        0,
                        List.of(new Summary.Version("a", "promoted", null, 0, 8)),
                        metrics,
                        roundsWithoutGain,
                        new Summary.Throughput(1, 1, null),
                        new Summary.Memory(Map.of()),
                        Map.of()));
    }

    @Test
    void baselinesStandUnderTheFiguresOfTheModels() {
        String text =
                text(
                        List.of(
                                metric("a", "findings-to-impression", "recall@1", 0.25),
                                metric("a", "findings-to-impression", "recall@3", 0.375),
                                metric("a", "findings-to-impression", "recall@10", 0.5),
                                metric("a", "impression-among-errors", "accuracy-swapped", 0.625),
                                metric(
                                        "baseline:tf-idf",
                                        "findings-to-impression",
                                        "recall@10",
                                        0.75)),
                        List.of());

        assertThat(text.lines().map(line -> line.replaceAll(" +", " ")))
                .containsSubsequence(
                        "findings-to-impression recall@1 0.250 (0.125–0.375) 0.063",
                        "findings-to-impression recall@10 0.500 (0.375–0.625) 0.063",
                        "impression-among-errors accuracy-swapped 0.625 (0.500–0.750) 0.063",
                        "Without a model, findings-to-impression:",
                        "tf-idf recall@10 0.750 (0.625–0.875) 0.063")
                .noneMatch(line -> line.contains("recall@3"));
    }

    @Test
    void roundsThatDidNotHelpAreNamedAtTheEnd() {
        assertThat(text(List.of(), List.of("Round r did not help: reason.")))
                .endsWith("Round r did not help: reason.")
                .doesNotContain("Without a model");
    }

    @Test
    void variantsAreCountedByKindWhetherTheyStandOrWereRefused() {
        assertThat(text(List.of(), List.of()).lines().map(line -> line.replaceAll(" +", " ")))
                .contains("variants 5 accepted {SPLIT=5}, 2 rejected {SIMILAR=2}");
    }
}
