package hilum.ingest.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import hilum.ingest.hl7.message.Hl7Message;
import hilum.ingest.hl7.message.Rejection;
import hilum.ingest.intake.Merge;
import hilum.ingest.intake.Pseudonyms;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatientNumbersTest {
    private static final Instant AT = Instant.parse("2024-01-02T03:04:05Z");

    private final ReportReader reader =
            new ReportReader(
                    new Site(Map.of(), "default"),
                    Pseudonyms.fromFile(Path.of("src/test/resources/pseudonym.key")),
                    new Examinations(Optional.empty()));

    @ParameterizedTest
    @ValueSource(strings = {"A18", "A34", "A36", "A40", "A46", "A47"})
    void theEarlierNumberGoesIntoThatOfToday(String event) {
        assertThat(merges(Messages.adt(event)))
                .containsExactly(new Merge("abchosp", "ABC451000", "ABC451085", AT));
    }

    @Test
    void everyPidHasItsOwnMrg() {
        assertThat(merges(Messages.adt("A40") + "PID|2||B2^^^ABC^MR\rPD1\rMRG|B1^^^ABC^MR\r"))
                .extracting(Merge::merged, Merge::surviving)
                .containsExactly(tuple("ABC451000", "ABC451085"), tuple("B1", "B2"));
    }

    @ParameterizedTest
    @CsvSource({
        "B^^^ABC^MR,E1^^^EPIC^MRN~A^^^ABC^MR,A",
        "E9^^^EPIC^MRN~B^^^ABC^MR,E1^^^EPIC^MRN~A^^^ABC^MR,E1",
        "B^^^ABC^MR,1-2-3^^^SSA^SS~A^^^ABC^MR,A",
        "B,A,A",
        "B^^^ABC^MR,A,A",
    })
    void theNumberOfTheSameAuthorityCounts(String pid, String mrg, String merged) {
        assertThat(merges(adt(pid, mrg))).extracting(Merge::merged).containsExactly(merged);
    }

    @Test
    void severalEarlierNumbersOfOneAuthorityAllCount() {
        assertThat(merges(adt("B^^^ABC^MR", "A^^^ABC^MR~C^^^ABC^MR")))
                .extracting(Merge::merged)
                .containsExactly("A", "C");
    }

    @Test
    void olderVersionsHaveTheNumbersElsewhere() {
        String message =
                Messages.adt("A34")
                        .replace("PID|1||ABC451085^^^ABC^MR|", "PID|1|B|||")
                        .replace("MRG|ABC451000^^^ABC^MR", "MRG||||A");
        assertThat(merges(message))
                .extracting(Merge::merged, Merge::surviving)
                .containsExactly(tuple("A", "B"));
    }

    @Test
    void whenItHappenedIsTheEventsOwnTime() {
        assertThat(
                        merges(
                                Messages.adt("A40")
                                        .replace(
                                                "EVN|A40|20240102030405",
                                                "EVN|A40|20240102030405||||20231231000000")))
                .extracting(Merge::time)
                .containsExactly(Instant.parse("2023-12-31T00:00:00Z"));
    }

    @Test
    void theSameNumberTwiceIsNoMerge() {
        assertThat(reader.read(message(adt("A^^^ABC^MR", "A^^^ABC^MR"))))
                .isEqualTo(Reading.Nothing.SAME_PATIENT);
    }

    @ParameterizedTest
    @CsvSource({
        "'MRG|ABC451000^^^ABC^MR',MRG|,'MRG[1]-1'",
        "'MRG|ABC451000^^^ABC^MR','MRG|^^^ABC^MR','MRG[1]-1'",
        "'MRG|ABC451000^^^ABC^MR','MRG|\"\"','MRG[1]-1'",
        "'|ABC451085^^^ABC^MR|','||','PID[1]-3'",
    })
    void aMergeWithoutANumberIsRefusedWhereItLacks(String what, String with, String place) {
        String message = Messages.adt("A40").replace(what, with);

        assertThatThrownBy(() -> reader.read(message(message)))
                .isInstanceOfSatisfying(
                        Rejection.class,
                        refused -> {
                            assertThat(refused.place()).hasToString(place);
                            assertThat(refused.code()).isEqualTo(Rejection.Code.REQUIRED);
                        });
    }

    @Test
    void aSecondPidWithoutMrgIsRefusedAtItsPlace() {
        assertThatThrownBy(() -> reader.read(message(Messages.adt("A40") + "PID|2||B2^^^ABC^MR\r")))
                .isInstanceOfSatisfying(
                        Rejection.class,
                        refused -> assertThat(refused.place()).hasToString("MRG[2]-1"));
    }

    private List<Merge> merges(String message) {
        return ((Reading.Merges) reader.read(message(message))).merges();
    }

    private static String adt(String pid, String mrg) {
        return Messages.adt("A40")
                .replace("ABC451085^^^ABC^MR", pid)
                .replace("ABC451000^^^ABC^MR", mrg);
    }

    private static Hl7Message message(String text) {
        return Hl7Message.of(Hl7Message.open(text.getBytes(StandardCharsets.UTF_8)));
    }
}
