package hilum.radiology.reading;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.radiology.Rewrites;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The reader against the CheXpert labels of the fictional reports, which may be shown. */
class RewritesLabelTest {

    @Test
    void observationsAreReadWithTheirPolarity() {
        var reports = Rewrites.reports();
        int hits = 0;
        var wrong = new TreeSet<String>();
        for (var line : Rewrites.lines()) {
            var id = line.path("id").asText();
            Set<String> labelled = new TreeSet<>();
            line.path("chexpert")
                    .properties()
                    .forEach(e -> labelled.add(e.getKey() + " " + e.getValue().asText()));
            Set<String> read = new TreeSet<>();
            Labels.chexpert(new ReportReader().read(reports.get(id)))
                    .forEach((label, polarity) -> read.add(label + " " + name(polarity)));
            for (var pair : labelled) {
                hits += read.contains(pair) ? 1 : 0;
            }
            labelled.stream().filter(p -> !read.contains(p)).forEach(p -> wrong.add(id + " -" + p));
            read.stream().filter(p -> !labelled.contains(p)).forEach(p -> wrong.add(id + " +" + p));
        }

        double f1 = 2.0 * hits / (2.0 * hits + wrong.size());
        assertThat(f1).as("micro-F1; missed -, wrong +: %s", wrong).isGreaterThan(0.98);
    }

    private static String name(Polarity polarity) {
        return switch (polarity) {
            case PRESENT -> "positive";
            case ABSENT -> "negative";
            case UNCERTAIN -> "uncertain";
        };
    }
}
