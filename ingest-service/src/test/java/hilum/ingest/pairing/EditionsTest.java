package hilum.ingest.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.schemas.ReportKind;
import hilum.schemas.ReportReceived;
import hilum.schemas.ReportStatus;
import hilum.schemas.Study;
import hilum.transport.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A study is at its newest edition, whatever the order of arrival. */
class EditionsTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void anOlderEditionNeverReplacesANewerOne() {
        Study study =
                study(
                        report(20, ReportStatus.FINAL, "Left effusion."),
                        report(10, ReportStatus.PRELIMINARY, "Clear."));

        assertThat(study.getFindings()).isEqualTo("Left effusion.");
        assertThat(study.getStatus()).isEqualTo(ReportStatus.FINAL);
    }

    @Test
    void aStateAloneMakesANewVersionToo() {
        Pairing preliminary =
                fold(Pairing.empty("north"), report(10, ReportStatus.PRELIMINARY, "Clear."))
                        .released();

        Pairing finished = fold(preliminary, report(20, ReportStatus.FINAL, "Clear."));

        assertThat(finished.changed()).isTrue();
        assertThat(finished.study("a").getStatus()).isEqualTo(ReportStatus.FINAL);
    }

    @Test
    void theSameReportSentAgainLaterMakesNoNewVersionAndIsRemembered() {
        Pairing once =
                fold(Pairing.empty("north"), report(10, ReportStatus.FINAL, "Clear.")).released();

        Pairing again = fold(once, report(30, ReportStatus.FINAL, "Clear."));

        assertThat(again.changed()).isFalse();
        Pairing late = fold(again, report(20, ReportStatus.CORRECTED, "Effusion."));
        assertThat(late.changed()).isFalse();
        assertThat(late.study("a").getFindings()).isEqualTo("Clear.");
    }

    @Test
    void anAddendumStaysWhenItsReportIsSentAgain() {
        Study study =
                study(
                        report(10, ReportStatus.FINAL, "Clear."),
                        addendum(20, "Small nodule."),
                        report(30, ReportStatus.FINAL, "Clear."));

        assertThat(study.getImpression()).contains("Small nodule.");
        assertThat(study.getAddenda()).isEqualTo(1);
    }

    @Test
    void aCorrectionReplacesTheAddendaBeforeIt() {
        Study study =
                study(
                        report(10, ReportStatus.FINAL, "Clear."),
                        addendum(20, "Small nodule."),
                        report(30, ReportStatus.CORRECTED, "Nodule in the left apex."));

        assertThat(study.getAddenda()).isZero();
        assertThat(study.getStatus()).isEqualTo(ReportStatus.CORRECTED);
    }

    @Test
    void anAddendumThatArrivesBeforeItsReportWaitsForIt() {
        Pairing waiting = fold(Pairing.empty("north"), addendum(20, "Small nodule."));
        assertThat(waiting.hasContent()).isFalse();

        Study study = fold(waiting, report(10, ReportStatus.FINAL, "Clear.")).study("a");

        assertThat(study.getAddenda()).isEqualTo(1);
    }

    @Test
    void aCancelledReportTakesTheTextAway() {
        Study study =
                study(
                        report(10, ReportStatus.FINAL, "Clear."),
                        addendum(20, "Small nodule."),
                        report(30, ReportStatus.CANCELLED, "to be ignored"));

        assertThat(study.getStatus()).isEqualTo(ReportStatus.CANCELLED);
        assertThat(study.getFindings()).isNull();
        assertThat(study.getImpression()).isNull();
        assertThat(study.getAddenda()).isZero();
    }

    @Test
    void whatWasCancelledCanComeBack() {
        Study study =
                study(
                        report(30, ReportStatus.CANCELLED, null),
                        report(40, ReportStatus.FINAL, "Clear."),
                        report(10, ReportStatus.FINAL, "Effusion."));

        assertThat(study.getFindings()).isEqualTo("Clear.");
    }

    @Test
    void allPermutationsOfSomeEditionsGiveTheSameStudy() {
        List<ReportReceived> parts =
                List.of(
                        report(10, ReportStatus.PRELIMINARY, "Clear."),
                        report(20, ReportStatus.FINAL, "Clear."),
                        addendum(30, "Small nodule."),
                        report(40, ReportStatus.CORRECTED, "Nodule."),
                        addendum(50, "Discussed."));

        Study expected = study(parts.toArray(ReportReceived[]::new));

        for (List<ReportReceived> permutation : permutations(parts)) {
            assertThat(study(permutation.toArray(ReportReceived[]::new)))
                    .as("%s", permutation.stream().map(ReportReceived::getOrder).toList())
                    .isEqualTo(expected);
        }
    }

    @Test
    void randomEditionsInRandomOrderGiveTheSameStudy() {
        String[] texts = {"Clear.", "Effusion.", "Nodule."};
        ReportStatus[] states = ReportStatus.values();
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            List<ReportReceived> parts = new ArrayList<>();
            int size = 2 + random.nextInt(7);
            for (int i = 0; i < size; i++) {
                long order = 10L * i + random.nextInt(9);
                parts.add(
                        random.nextInt(3) == 0
                                ? addendum(order, "Addendum " + random.nextInt(3))
                                : ReportReceived.newBuilder(
                                                report(
                                                        order,
                                                        states[random.nextInt(states.length)],
                                                        texts[random.nextInt(texts.length)]))
                                        .setPatient("patient " + order / 20)
                                        .build());
            }
            Study inOrder = study(parts.toArray(ReportReceived[]::new));
            for (int shuffle = 0; shuffle < 6; shuffle++) {
                Collections.shuffle(parts, random);
                assertThat(study(parts.toArray(ReportReceived[]::new)))
                        .as("seed %d, shuffle %d", seed, shuffle)
                        .isEqualTo(inOrder);
            }
        }
    }

    @Test
    void aStateKeptBeforeEditionsHadAnOrderIsStillRead() {
        String before =
                """
                {"site":"north","patient":"p","dayOffset":3,"report":{"indication":"","comparison":"","technique":"",
                "findings":"Clear.","impression":""},"addenda":["Small nodule."],"pictures":[],"expectedImages":null,
                "version":2,"changed":false,"changedAt":7,"trace":null,"due":0}""";

        Pairing pairing =
                PairingSerde.create()
                        .deserializer()
                        .deserialize("", before.getBytes(StandardCharsets.UTF_8));

        assertThat(pairing.study("a").getAddenda()).isEqualTo(1);
        assertThat(pairing.status()).isEqualTo(ReportStatus.UNKNOWN);
        Pairing next = fold(pairing, report(10, ReportStatus.FINAL, "Effusion."));
        assertThat(next.study("a").getFindings()).isEqualTo("Effusion.");
        assertThat(
                        PairingSerde.create()
                                .deserializer()
                                .deserialize(
                                        "", PairingSerde.create().serializer().serialize("", next)))
                .isEqualTo(next);
    }

    @Test
    void anAddendumWithItsOrderSurvivesTheStore() {
        Pairing pairing =
                fold(
                        fold(Pairing.empty("north"), report(10, ReportStatus.FINAL, "Clear.")),
                        addendum(20, "Nodule."));

        byte[] stored = PairingSerde.create().serializer().serialize("", pairing);

        assertThat(PairingSerde.create().deserializer().deserialize("", stored)).isEqualTo(pairing);
    }

    private static Study study(ReportReceived... parts) {
        Pairing pairing = Pairing.empty("north");
        for (ReportReceived part : parts) {
            pairing = fold(pairing, part);
        }
        return Study.newBuilder(pairing.study("a")).setAcceptedAt(T0).build();
    }

    private static Pairing fold(Pairing pairing, ReportReceived part) {
        return pairing.with(part, TraceContext.start(), Identities.Person::itself);
    }

    private static ReportReceived report(long order, ReportStatus status, String findings) {
        return part(order)
                .setKind(ReportKind.REPORT)
                .setStatus(status)
                .setFindings(findings)
                .build();
    }

    private static ReportReceived addendum(long order, String text) {
        return part(order).setKind(ReportKind.ADDENDUM).setAddendum(text).build();
    }

    private static ReportReceived.Builder part(long order) {
        return ReportReceived.newBuilder()
                .setAccession("a".repeat(32))
                .setSite("north")
                .setOrder(order)
                .setReceivedAt(T0);
    }

    private static <T> List<List<T>> permutations(List<T> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<T> rest = new ArrayList<>(items);
            T first = rest.remove(i);
            for (List<T> each : permutations(rest)) {
                List<T> permutation = new ArrayList<>();
                permutation.add(first);
                permutation.addAll(each);
                all.add(permutation);
            }
        }
        return all;
    }
}
