package hilum.ingest.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.schemas.DeadLetter;
import hilum.schemas.PatientMerge;
import hilum.schemas.ReportKind;
import hilum.schemas.ReportReceived;
import hilum.schemas.ReportStatus;
import hilum.schemas.Topic;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hl7DoorTest {
    private final Door door = new Door();

    @ParameterizedTest
    @ValueSource(strings = {"2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8"})
    void aReportOfAnyVersionIsTakenAndAnsweredInItsOwn(String version) {
        String answer = door.answer(Messages.oru(version));

        assertThat(answer)
                .contains("MSA|AA|MSG-1")
                .contains("|ACK^R01^ACK|")
                .contains("|" + version);
        assertThat(answer).startsWith("MSH|^~\\&|HILUM|RESEARCH|SOMERIS|ABCHOSP|");
        ReportReceived report = door.reports().getFirst();
        assertThat(report.getSite()).isEqualTo("abc");
        assertThat(report.getStatus()).isEqualTo(ReportStatus.FINAL);
        assertThat(report.getOrder()).isNotNull();
        assertThat(report.getFindings())
                .isEqualTo("The lungs are clear without\nconsolidation. No pleural effusion.");
        assertThat(report.getImpression()).isEqualTo("No acute disease.");
        assertThat(report.getTechnique()).isEqualTo("Chest radiograph");
        assertThat(report.getPatient()).hasSize(32);
        assertThat(report.getDayOffset()).isNotNull();
    }

    @Test
    void nothingOfTheMessageThatIdentifiesSomeoneIsInTheEvent() {
        door.answer(Messages.oru("2.5.1"));

        assertThat(door.events.toString())
                .doesNotContainIgnoringCase("MARTINEZ")
                .doesNotContain("ABC451085", "7795083167", "Reese", "2018");
    }

    @Test
    void aMessageIsAnsweredOnlyWhenTheBrokerHasIt() {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        door.broker = sent -> acknowledged;

        CompletableFuture<List<byte[]>> answer =
                door.door.receive(Messages.oru("2.4").getBytes(StandardCharsets.UTF_8), false);
        assertThat(answer).isNotDone();
        acknowledged.complete(null);

        assertThat(new String(answer.join().getFirst(), StandardCharsets.UTF_8))
                .contains("MSA|AA|");
    }

    @Test
    void aBrokerThatIsAwayIsAnErrorToTryAgainAndTheNextTryIsTaken() {
        door.broker =
                sent ->
                        CompletableFuture.failedFuture(
                                new DependencyUnavailable("broker", new IOException("gone")));
        assertThat(door.answer(Messages.oru("2.5.1")))
                .contains("MSA|AE|MSG-1|broker is away: send again")
                .contains("ERR|||207^Application internal error^HL70357|E");

        door.broker = sent -> CompletableFuture.completedFuture(null);
        assertThat(door.answer(Messages.oru("2.5.1"))).contains("MSA|AA|MSG-1");
    }

    @Test
    void aBrokerThatDoesNotAcknowledgeInTimeIsAnErrorToTryAgain() {
        door.broker = sent -> new CompletableFuture<>();

        assertThat(door.answer(Messages.oru("2.5.1"))).contains("MSA|AE|MSG-1|not acknowledged");
    }

    @Test
    void aRepeatIsAnsweredAndNotTakenTwice() {
        String first = Messages.oru("2.5.1", "MSG-7", "A1234", "F", "20240101000000");
        door.answer(first);

        String again = first.replaceFirst("\\|20240101000000\\|\\|ORU", "|20240101000959||ORU");
        assertThat(door.answer(again)).contains("MSA|AA|MSG-7");

        assertThat(door.reports()).hasSize(1);
        assertThat(door.count("hilum.ingest.hl7.messages.accepted")).isEqualTo(1);
        assertThat(door.count("hilum.ingest.hl7.messages.repeated")).isEqualTo(1);
    }

    @Test
    void aRepeatOfWhatBroughtAnErasedStudyBringsTheMessageNotBack() {
        String message = Messages.oru("2.5.1", "MSG-7", "A1234", "F", "20240101000000");
        door.answer(message);
        String study = door.reports().getFirst().getAccession();
        door.erased.add(study);
        door.deliveries.forget(Set.of(study));

        assertThat(door.answer(message)).contains("MSA|AA|MSG-7");

        assertThat(door.deliveries.find("ABCHOSP", "MSG-7")).isEmpty();
    }

    @Test
    void whatBecameOfAMessageIsFoundByItsControlId() {
        door.answer(Messages.oru("2.5.1", "M1", "A1234", "F", "20240101000000"));
        door.answer(Messages.oru("2.5.1", "M1", "A1234", "F", "20240101000000"));
        door.answer(Messages.adt("A08"));
        door.answer(Messages.oru("2.5.1", "M2", "", "F", "20240101000000"));

        assertThat(door.deliveries.find("ABCHOSP", "M1"))
                .hasValueSatisfying(
                        taken -> {
                            assertThat(taken.answer()).contains("AA");
                            assertThat(taken.reason()).isEqualTo("accepted");
                            assertThat(taken.times()).isEqualTo(2);
                            assertThat(taken.studies())
                                    .containsExactly(door.reports().getFirst().getAccession());
                        });
        assertThat(door.deliveries.find("abc", "ADT-1"))
                .hasValueSatisfying(
                        passedOver -> {
                            assertThat(passedOver.answer()).contains("AA");
                            assertThat(passedOver.reason()).isEqualTo("patient-update");
                            assertThat(passedOver.studies()).isEmpty();
                        });
        assertThat(door.senders.accounts())
                .singleElement()
                .satisfies(
                        account -> {
                            assertThat(account.received()).isEqualTo(4);
                            assertThat(account.repeated()).isEqualTo(1);
                            assertThat(account.passedOver())
                                    .containsOnly(Map.entry("patient-update", 1L));
                        });
    }

    @Test
    void aMessageThatWasRefusedOrHasToComeAgainIsFoundWithItsReason() {
        door.answer(Messages.oru("9.9", "M1", "A1234", "F", "20240101000000"));
        door.broker =
                sent ->
                        CompletableFuture.failedFuture(
                                new DependencyUnavailable("broker", new IOException("gone")));
        door.answer(Messages.oru("2.5.1", "M2", "A1234", "F", "20240101000000"));

        assertThat(door.deliveries.find("abc", "M1"))
                .hasValueSatisfying(
                        refused -> {
                            assertThat(refused.answer()).contains("AR");
                            assertThat(refused.reason()).isEqualTo("unsupported-version");
                        });
        assertThat(door.deliveries.find("abc", "M2"))
                .hasValueSatisfying(
                        away -> {
                            assertThat(away.answer()).contains("AE");
                            assertThat(away.reason()).isEqualTo("unavailable");
                            assertThat(away.words()).isEqualTo("broker is away: send again");
                        });
    }

    @Test
    void aRepeatOfWhatIsStillUnderWayWaitsForTheFirst() {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        door.broker = sent -> acknowledged;
        byte[] message = Messages.oru("2.5.1").getBytes(StandardCharsets.UTF_8);
        CompletableFuture<List<byte[]>> first = door.door.receive(message, false);
        CompletableFuture<List<byte[]>> second = door.door.receive(message, false);

        acknowledged.complete(null);

        assertThat(new String(first.join().getFirst(), StandardCharsets.UTF_8)).contains("MSA|AA");
        assertThat(new String(second.join().getFirst(), StandardCharsets.UTF_8)).contains("MSA|AA");
        assertThat(door.reports()).hasSize(1);
    }

    @Test
    void anotherTextUnderTheSameControlIdIsTaken() {
        door.answer(Messages.oru("2.5.1"));
        door.answer(Messages.oru("2.5.1").replace("No acute disease.", "Left effusion."));

        assertThat(door.reports()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "MSH-10 missing,|MSG-1|,||,MSH^1^10,101",
        "no filler and no placer,|7892848^SYS|7795083167,||,OBR^1^3,101",
        "unknown type,ORU^R01,SIU^S12,MSH^1^9,200",
        "unknown event,ORU^R01,ORU^W01,MSH^1^9,201",
        "version 3,|P|2.5.1,|P|3.0,MSH^1^12,203",
        "encoding characters twice,MSH|^~\\&|,MSH|^^\\&|,MSH^1^2,102",
    })
    void whatCanNeverBeTakenIsRefusedWithItsPlace(
            String what, String from, String to, String place, String code) {
        String answer = door.answer(Messages.oru("2.5.1").replace(from, to));

        assertThat(answer).as(what).contains("MSA|AR");
        assertThat(answer).contains("ERR||" + place + "|" + code + "^");
        DeadLetter letter = door.letters().getFirst();
        assertThat(letter.getValue()).isNull();
        assertThat(letter.getPartition()).isEqualTo(-1);
        assertThat(letter.getReason()).contains(place.split("\\^")[0] + "[1]-");
        assertThat(letter.toString())
                .doesNotContainIgnoringCase("MARTINEZ")
                .doesNotContain("7795083167", "lungs");
        assertThat(door.reports()).isEmpty();
    }

    @Test
    void beforeTwoPointFiveThePlaceStandsInTheOldField() {
        assertThat(door.answer(Messages.oru("2.3").replace("|MSG-1|", "||")))
                .contains("ERR|MSH^1^10^101&Required field missing&HL70357\r");
    }

    @Test
    void whatHasNoHeaderIsRefusedToo() {
        assertThat(door.answer("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
                .contains("MSA|AR")
                .contains("ERR||MSH^1|100^Segment sequence error^HL70357|E");
    }

    @Test
    void aMessageOverTheLimitIsRefusedByItsBeginning() {
        byte[] cut = Messages.oru("2.5.1").substring(0, 300).getBytes(StandardCharsets.UTF_8);

        String answer =
                new String(door.door.receive(cut, true).join().getFirst(), StandardCharsets.UTF_8);

        assertThat(answer).contains("MSA|AR|MSG-1|The message is larger than");
    }

    @Test
    void withoutABrokerNothingIsRefusedForEver() {
        door.broker =
                sent ->
                        CompletableFuture.failedFuture(
                                new DependencyUnavailable("broker", new IOException("gone")));

        assertThat(door.answer("MSH|^~\\&|A|B|C|D|||SIU^S12|1|P|2.5\r")).contains("MSA|AE|1");
    }

    @ParameterizedTest
    @CsvSource({
        "AL,NE,CA,''",
        "AL,AL,CA,AA",
        "NE,AL,AA,''",
        "SU,NE,CA,''",
        "ER,NE,'',''",
        "NE,NE,'',''",
    })
    void enhancedModeAnswersWhatWasAskedFor(
            String accept, String application, String first, String second) {
        String message =
                Messages.oru("2.5.1")
                        .replaceFirst(
                                "2\\.5\\.1\r", "2.5.1|||" + accept + "|" + application + "\r");

        List<String> answers = door.send(message);

        List<String> codes =
                answers.stream()
                        .map(each -> each.replaceFirst("(?s).*MSA\\|(..).*", "$1"))
                        .toList();
        assertThat(codes)
                .isEqualTo(
                        java.util.stream.Stream.of(first, second)
                                .filter(c -> !c.isEmpty())
                                .toList());
        assertThat(door.reports()).hasSize(1);
    }

    @Test
    void enhancedModeCommitsAnErrorAndARejection() {
        String asks = "2.5.1|||AL|NE\r";
        assertThat(
                        door.answer(
                                Messages.oru("2.5.1")
                                        .replace("|ORU^R01|", "|ORU^W01|")
                                        .replaceFirst("2\\.5\\.1\r", asks)))
                .contains("MSA|CR|MSG-1");
        door.broker = sent -> new CompletableFuture<>();
        assertThat(door.answer(Messages.oru("2.5.1").replaceFirst("2\\.5\\.1\r", asks)))
                .contains("MSA|CE|MSG-1");
    }

    @Test
    void aBatchIsAnsweredMessageByMessageInAnEnvelope() {
        String batch =
                "FHS|^~\\&|RIS\rBHS|^~\\&|RIS\r"
                        + Messages.oru("2.5.1", "B1", "A1001", "F", "20240101000000")
                        + Messages.oru("2.5.1", "B2", "A1002", "F", "20240101000001")
                                .replace("ORU^R01", "SIU^S12")
                        + Messages.oru("2.5.1", "B3", "A1003", "F", "20240101000002")
                        + "BTS|3\rFTS|1\r";

        String answer = door.answer(batch);

        assertThat(answer).startsWith("BHS|^~\\&|").endsWith("BTS|3\r");
        assertThat(answer).contains("MSA|AA|B1", "MSA|AR|B2", "MSA|AA|B3");
        assertThat(door.reports()).hasSize(2);
    }

    @Test
    void anotherExaminationIsAnsweredAndCountedAndMakesNoStudy() {
        String answer =
                door.answer(
                        Messages.oru("2.5.1").replace("XR CHEST 1 VIEW", "MRI CHEST WO CONTRAST"));

        assertThat(answer).contains("MSA|AA|MSG-1|examination not taken here");
        assertThat(door.events).isEmpty();
        assertThat(
                        door.meters
                                .get("hilum.ingest.hl7.messages.passed.over")
                                .tag("reason", "other-examination")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void aSenderThatIsNotAllowedIsRefusedWithoutALetter() {
        Door strict = new Door(Map.of(), Set.of("OTHERRIS@ABCHOSP", "NORTH"));

        assertThat(strict.answer(Messages.oru("2.5.1"))).contains("MSA|AR").contains("204^");
        assertThat(strict.events).isEmpty();
        assertThat(strict.answer(Messages.oru("2.5.1").replace("|ABCHOSP|", "|NORTH|")))
                .contains("MSA|AA");
    }

    @ParameterizedTest
    @CsvSource({
        "'',UTF-8",
        "'',windows-1252",
        "UNICODE UTF-8,UTF-8",
        "8859/1,ISO-8859-1",
        "8859/15,ISO-8859-15",
        "ASCII,windows-1252",
        "UNICODE UTF-8,windows-1252",
        "NO SUCH SET,UTF-8",
    })
    void aTextIsReadInTheCharacterSetThatItIsWrittenIn(String declared, String written) {
        Charset charset = Charset.forName(written);
        String message =
                Messages.withText(
                                "OBX|1|TX|||FINDINGS: Kein Pleuraerguß, Herz normal groß. Cœur à gauche é.||||||F")
                        .replaceFirst("2\\.5\\.1\r", "2.5.1||||||" + declared + "\r")
                        .replace(written.equals("ISO-8859-1") ? "œ" : "\u0000", "oe");

        byte[] answer = door.door.receive(message.getBytes(charset), false).join().getFirst();

        assertThat(new String(answer, charset)).contains("MSA|AA");
        assertThat(door.reports().getFirst().getFindings())
                .contains("Pleuraerguß")
                .contains("groß")
                .contains("à gauche é");
    }

    @Test
    void anAddendumOfItsOwnIsAnAddendum() {
        door.answer(
                Messages.withText(
                        "OBX|1|TX|&ADT|1|ADDENDUM: Small left apical pneumothorax.||||||F"));

        ReportReceived addendum = door.reports().getFirst();
        assertThat(addendum.getKind()).isEqualTo(ReportKind.ADDENDUM);
        assertThat(addendum.getAddendum()).contains("Small left apical pneumothorax.");
    }

    @Test
    void aReportWithItsAddendumIsBoth() {
        door.answer(
                Messages.withText(
                        "OBX|1|TX|&GDT|1|FINDINGS: Clear.||||||F",
                        "OBX|2|TX|&IMP|1|Normal.||||||F",
                        "OBX|3|TX|&ADT|1|Small nodule.||||||F"));

        assertThat(door.reports())
                .extracting(ReportReceived::getKind)
                .containsExactly(ReportKind.REPORT, ReportKind.ADDENDUM);
    }

    @ParameterizedTest
    @CsvSource({
        "P,P,PRELIMINARY",
        "R,R,PRELIMINARY",
        "Wet Read,Wet Read,PRELIMINARY",
        "Prelim,Prelim,PRELIMINARY",
        "Final,Final,FINAL",
        "F,C,CORRECTED",
        "C,F,CORRECTED",
        "X,X,CANCELLED",
        "F,W,CANCELLED",
        "'',F,FINAL",
        "'','',UNKNOWN",
    })
    void theStateIsThatOfOrderAndObservations(String order, String lines, ReportStatus status) {
        String message =
                Messages.oru("2.5.1", "M", "A1001", "@", "20240101000000")
                        .replace("|CR|@|", "|CR|" + order + "|")
                        .replace("|@", "|" + lines);

        assertThat(door.answer(message)).contains("MSA|AA");

        ReportReceived report = door.reports().getFirst();
        assertThat(report.getStatus()).isEqualTo(status);
        if (status == ReportStatus.CANCELLED) {
            assertThat(report.getFindings()).isNull();
        }
    }

    @Test
    void aFinalReportOfTheSameSecondIsNewerThanItsPreliminary() {
        door.answer(Messages.oru("2.4", "1", "A1001", "Wet Read", "20240101000000"));
        door.answer(Messages.oru("2.4", "2", "A1001", "P", "20240101000000"));
        door.answer(Messages.oru("2.4", "3", "A1001", "F", "20240101000000"));
        door.answer(Messages.oru("2.4", "4", "A1001", "P", "20240101000001"));

        assertThat(door.reports())
                .extracting(ReportReceived::getOrder)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"T02,FINAL", "T08,CORRECTED", "T10,CORRECTED", "T11,CANCELLED"})
    void aDocumentIsAReport(String event, ReportStatus status) {
        assertThat(door.answer(Messages.mdm(event))).contains("MSA|AA|DOC-1");

        ReportReceived report = door.reports().getFirst();
        assertThat(report.getStatus()).isEqualTo(status);
        if (status != ReportStatus.CANCELLED) {
            assertThat(report.getFindings()).isEqualTo("Small left effusion.");
            assertThat(report.getImpression()).isEqualTo("Effusion.");
        }
    }

    @Test
    void aDocumentAddendumIsAnAddendum() {
        door.answer(Messages.mdm("T06"));

        assertThat(door.reports().getFirst().getKind()).isEqualTo(ReportKind.ADDENDUM);
    }

    @Test
    void aMergeIsPublishedByPseudonymsAndCarriesTheDaysBetween() {
        door.answer(Messages.oru("2.5.1").replace("ABC451085", "ABC451000"));
        door.answer(Messages.oru("2.5.1", "MSG-2", "A2", "F", "20180711213249"));

        assertThat(door.answer(Messages.adt("A40"))).contains("MSA|AA|ADT-1");

        Outgoing event = List.copyOf(door.events).getLast();
        PatientMerge merge = (PatientMerge) event.value().orElseThrow();
        ReportReceived before = door.reports().get(0);
        ReportReceived after = door.reports().get(1);
        assertThat(event.topic()).isEqualTo(Topic.IDENTITIES);
        assertThat(event.key()).isEqualTo(merge.getMerged() + "/" + merge.getSurviving());
        assertThat(merge.getMerged()).isEqualTo(before.getPatient());
        assertThat(merge.getSurviving()).isEqualTo(after.getPatient());
        assertThat(before.getDayOffset() + merge.getDays()).isEqualTo(after.getDayOffset());
        assertThat(merge.toString()).doesNotContain("ABC45");
        assertThat(door.count("hilum.ingest.hl7.patients.merged")).isEqualTo(1);
    }

    @Test
    void aMergeThatTheBrokerDoesNotTakeIsToBeSentAgain() {
        door.broker =
                sent ->
                        CompletableFuture.failedFuture(
                                new DependencyUnavailable("broker", new IOException("away")));
        assertThat(door.answer(Messages.adt("A40"))).contains("MSA|AE|ADT-1|broker is away");

        door.broker = sent -> CompletableFuture.completedFuture(null);
        assertThat(door.answer(Messages.adt("A40"))).contains("MSA|AA|ADT-1");
    }

    @Test
    void aMergeWithoutMrgIsRefusedAtMrg1() {
        String message = Messages.adt("A40").replace("MRG|ABC451000^^^ABC^MR\r", "");
        assertThat(door.answer(message.replace("|2.4\r", "|2.5\r")))
                .contains("MSA|AR|ADT-1")
                .contains("ERR||MRG^1^1|101");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A08", "A31"})
    void patientEventsAreAnsweredAndKeepNothing(String event) {
        assertThat(door.answer(Messages.adt(event))).contains("MSA|AA|ADT-1");
        assertThat(door.events).isEmpty();
    }

    @Test
    void anEarlyOrderWithoutTextIsAnsweredAndAFinalOneIsRefused() {
        String bare = Messages.oru("2.5.1").split("\rOBX", 2)[0] + "\r";

        assertThat(door.answer(bare.replace("|CR|F|", "|CR|I|")))
                .contains("MSA|AA|MSG-1|no report");
        assertThat(door.answer(bare)).contains("MSA|AR").contains("ERR||OBR^1|101");
    }
}
