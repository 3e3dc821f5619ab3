package hilum.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RadiologySystemTest {
    private static final String TEXT =
            "FINDINGS:\nThe heart is enlarged & the lungs are clear | no effusion, and this sentence goes on for longer than a line.\n\nIMPRESSION:\nCardiomegaly.";

    private final RadiologySystem ris = new RadiologySystem(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void aWrappedTextHasTheSameWordsInLinesOfAtMostSeventyCharacters() {
        List<String> lines = RadiologySystem.wrapped(TEXT);

        assertThat(lines).allMatch(line -> line.length() <= 70).contains("");
        assertThat(String.join(" ", lines).split("\\s+")).containsExactly(TEXT.split("\\s+"));
    }

    @Test
    void separatorsInATextAreEscaped() {
        String message = report("synthetic-a", "A1");

        assertThat(message).contains("enlarged \\T\\ the lungs are clear \\F\\ no effusion");
    }

    @Test
    void aMessageHasItsSegmentsInOrderAndAnEndToEach() {
        String message = report("synthetic-a", "A1");

        assertThat(
                        Arrays.stream(message.split("\r"))
                                .map(segment -> segment.substring(0, 3))
                                .distinct())
                .containsExactly("MSH", "PID", "PV1", "OBR", "OBX");
        assertThat(message).endsWith("\r").contains("|SYNTHETIC-A|").contains("|A1|");
    }

    @Test
    void anAccessionNamesTheSamePeopleInEachMessageAndAnotherNamesOthers() {
        String first = patient(report("synthetic-a", "A1"));
        String again = patient(report("synthetic-a", "A1"));
        String other = patient(report("synthetic-a", "B77"));

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void everyMessageHasAControlIdOfItsOwn() {
        assertThat(control(report("synthetic-a", "A1")))
                .isNotEqualTo(control(report("synthetic-a", "A1")));
    }

    private String report(String site, String accession) {
        return new String(
                ris.report(
                        site,
                        accession,
                        RadiologySystem.wrapped(TEXT),
                        RadiologySystem.State.FINAL),
                StandardCharsets.UTF_8);
    }

    private static String patient(String message) {
        return Arrays.stream(message.split("\r"))
                .filter(segment -> segment.startsWith("PID"))
                .collect(Collectors.joining());
    }

    private static String control(String message) {
        return message.split("\\|")[9];
    }
}
