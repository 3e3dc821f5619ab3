package hilum.radiology.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import hilum.radiology.Report;
import hilum.radiology.Section;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportReaderTest {

    private final ReportReader reader = new ReportReader();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "No pneumothorax, effusion or focal consolidation. | pneumothorax absent; pleural effusion absent; consolidation absent",
                "Heart size and mediastinal contours are within normal limits. | cardiomegaly absent; enlarged cardiomediastinum absent",
                "No effusion or pneumothorax, but a small nodule. | pleural effusion absent; pneumothorax absent; nodule present, small",
                "Lungs are clear without effusion. | lung abnormality absent; pleural effusion absent",
                "The heart is mildly enlarged. | cardiomegaly present, mild",
                "Cannot exclude a small effusion. | pleural effusion uncertain (not excluded), small",
                "Right basilar opacity. | lung opacity present, right, base",
                "Slightly increased left effusion. | pleural effusion present, left, increased",
                "The left effusion has resolved. | pleural effusion absent, left, resolved",
                "Resolved right pneumothorax. | pneumothorax absent, right, resolved",
                "Nodule in the right upper lobe measuring 1.2 cm. | nodule present, right, upper lobe, 12 mm",
                "Right PICC with its tip in the SVC. | picc present, right, svc",
                "No acute cardiopulmonary abnormality. | acute abnormality absent",
            })
    void aSentenceAsserts(String sentence, String expected) {
        var read =
                reader.read(sentence, Section.FINDINGS).stream()
                        .map(a -> a.statement().toString())
                        .toList();

        assertThat(String.join("; ", read)).isEqualTo(expected);
    }

    @Test
    void aMaskAssertsNothing() {
        assertThat(reader.read("XXXX XXXX. There are no XXXX.", Section.FINDINGS)).isEmpty();
    }

    @Test
    void theIndicationAssertsNothing() {
        var report = new Report("Pneumonia and effusion", "", "", "Clear lungs.", "");

        assertThat(reader.read(report))
                .extracting(Assertion::finding)
                .containsExactly("lung abnormality");
    }

    @Test
    void offsetsPointAtTheMention() {
        var text = "Clear lungs. There is a left pleural effusion.";

        var effusion = reader.read(text, Section.FINDINGS).getLast();

        assertThat(text.substring(effusion.start(), effusion.end())).isEqualTo("pleural effusion");
    }

    @Test
    void labelsPreferWhatIsPresent() {
        var assertions =
                reader.read(
                        Report.of(
                                "No right effusion. Small left effusion.",
                                "No new consolidation."));

        assertThat(Labels.chexpert(assertions))
                .containsEntry("Pleural Effusion", Polarity.PRESENT)
                .doesNotContainKey("Consolidation");
        assertThat(Labels.chestXray14(assertions)).containsExactly("Effusion");
    }

    @Test
    void aNormalReportHasNoFinding() {
        var normal = reader.read(Report.of("Lungs are clear.", "Normal chest radiograph."));
        var notAcute = reader.read(Report.of("Lungs are clear.", "No acute disease."));

        assertThat(Labels.chexpert(normal)).containsOnlyKeys("No Finding");
        assertThat(Labels.chexpert(notAcute)).isEmpty();
        assertThat(Labels.normal(normal)).isTrue();
    }

    @Test
    void offsetsPointIntoTheTextAsWritten() {
        var text =
                "  FINDINGS:\n1.  Sm R eff,\n    PTX resolved.\n2. ?PNA at 3.5 cm, e.g. \u2013 Dr. XXXX.";

        var mentions =
                reader.read(text, Section.FINDINGS).stream()
                        .map(a -> text.substring(a.start(), a.end()))
                        .toList();

        assertThat(mentions).containsExactly("eff", "PTX", "PNA");
    }

    @Property(tries = 300)
    void everyMentionIsAPieceOfTheText(@ForAll("reports") String text) {
        for (var assertion : reader.read(text, Section.FINDINGS)) {
            assertThat(text.substring(assertion.start(), assertion.end())).isNotBlank();
        }
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<String> reports() {
        return net.jqwik.api.Arbitraries.of(
                        "no",
                        "effusion",
                        "heart",
                        "normal",
                        ", ",
                        ". ",
                        ": ",
                        "\n",
                        "(",
                        ")",
                        "?",
                        "+",
                        "w/o ",
                        "versus",
                        "resolved",
                        "and",
                        "or",
                        "INDICATION: ",
                        "1.2 cm",
                        "not seen",
                        "XXXX",
                        "enlarged",
                        "PTX",
                        "may represent",
                        "-",
                        "\t",
                        "of")
                .list()
                .ofMaxSize(60)
                .map(words -> String.join(" ", words));
    }

    @Test
    void tenTimesTheNonsenseTakesAboutTenTimesTheTime() {
        for (var heap :
                List.of("no effusion, ", "may be versus ", "1.2 x ", "effusion: ", "normal or ")) {
            long once = time(heap.repeat(10_000 / heap.length()));
            long tenTimes = time(heap.repeat(100_000 / heap.length()));

            // Half a second of grace: the machine may be busy with other things.
            assertThat(tenTimes).as(heap).isLessThan(20 * once + 500_000_000L);
        }
    }

    /** The best of five, in nanoseconds. */
    private long time(String text) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long begun = System.nanoTime();
            assertThat(reader.read(text, Section.FINDINGS)).isNotNull();
            best = Math.min(best, System.nanoTime() - begun);
        }
        return best;
    }

    @Property(tries = 300)
    void noTextMakesItThrow(@ForAll String text) {
        assertThat(reader.read(text, Section.FINDINGS))
                .allSatisfy(a -> assertThat(a.end()).isLessThanOrEqualTo(text.length()));
    }

    @Property(tries = 100)
    void noHeapOfWordsMakesItThrow(
            @ForAll List<@net.jqwik.api.constraints.AlphaChars String> words) {
        var text = String.join(" no effusion, 3 cm x ", words);

        assertThat(reader.read(text, Section.IMPRESSION))
                .allSatisfy(a -> assertThat(a.section()).isEqualTo(Section.IMPRESSION));
    }

    @Test
    void aHundredThousandCharactersOfNonsenseTakeNoTime() {
        for (var heap :
                List.of(
                        "no effusion unchanged and ",
                        "1.2 x ",
                        "no ",
                        "heart, ",
                        "((((",
                        "may be versus ",
                        "\n ",
                        "a.",
                        "   ")) {
            var text = heap.repeat(100_000 / heap.length());
            assertTimeoutPreemptively(
                    Duration.ofSeconds(5), () -> reader.read(text, Section.FINDINGS));
            assertTimeoutPreemptively(
                    Duration.ofSeconds(5), () -> hilum.radiology.SectionParser.parse(text));
        }
    }
}
