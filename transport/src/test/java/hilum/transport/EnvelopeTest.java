package hilum.transport;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.schemas.DeadLetter;
import hilum.schemas.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void anEventStaysInTheTraceOfWhatItWasMadeFrom() {
        Headers incoming = new RecordHeaders();
        incoming.add("traceparent", PARENT.getBytes(StandardCharsets.US_ASCII));

        Headers outgoing =
                Outgoing.tombstone(Topic.STUDIES, "study", "study", TraceContext.of(incoming))
                        .headers("ingest-service");

        assertThat(text(outgoing, "traceparent"))
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                .isNotEqualTo(PARENT);
    }

    @Test
    void aBrokenTraceBeginsANewOne() {
        Headers incoming = new RecordHeaders();
        incoming.add("traceparent", "00-zz".getBytes(StandardCharsets.US_ASCII));

        assertThat(TraceContext.of(incoming).traceId()).matches("[0-9a-f]{32}");
    }

    @Test
    void anEventIsACloudEventInBinaryMode() {
        Headers headers =
                Outgoing.tombstone(Topic.STUDIES, "study", "study", TraceContext.start())
                        .headers("ingest-service");

        assertThat(text(headers, "ce_specversion")).isEqualTo("1.0");
        assertThat(text(headers, "ce_type")).isEqualTo("hilum.schemas.Study");
        assertThat(text(headers, "ce_source")).isEqualTo("/hilum/ingest-service");
        assertThat(text(headers, "ce_id")).isEqualTo("study/deleted");
    }

    @Test
    void variantsOfAStudyShareAPartitionWhateverTheirKeys() {
        Outgoing one = Outgoing.tombstone(Topic.VARIANTS, "s/SPLIT-1", "s", TraceContext.start());
        Outgoing other = Outgoing.tombstone(Topic.VARIANTS, "s/ERROR-3", "s", TraceContext.start());

        assertThat(one.partition(64)).isEqualTo(other.partition(64));
    }

    @Test
    void aDeadLetterHoldsTheRecordWholeAndTheReason() {
        ConsumerRecord<byte[], byte[]> raw =
                new ConsumerRecord<>(
                        "cxr.studies.v1", 3, 42, new byte[] {'k'}, new byte[] {1, 2, 3});
        raw.headers().add("ce_id", new byte[] {'x'});

        DeadLetter letter =
                (DeadLetter)
                        DeadLetters.of(
                                        "variant-service",
                                        raw,
                                        new IllegalArgumentException("no study"))
                                .value()
                                .orElseThrow();

        assertThat(letter.getId()).isEqualTo("variant-service:cxr.studies.v1:3:42");
        assertThat(letter.getValue().array()).containsExactly(1, 2, 3);
        assertThat(letter.getHeaders()).containsKey("ce_id");
        assertThat(letter.getReason()).isEqualTo("no study");
    }

    @Test
    void equalDefectsHaveEqualDigests() {
        assertThat(digest(1)).isEqualTo(digest(2));
    }

    private static String digest(long offset) {
        ConsumerRecord<byte[], byte[]> raw =
                new ConsumerRecord<>("cxr.studies.v1", 0, offset, null, null);
        return ((DeadLetter) DeadLetters.of("s", raw, failure(offset)).value().orElseThrow())
                .getStackDigest();
    }

    private static IllegalArgumentException failure(long offset) {
        return new IllegalArgumentException("at " + offset);
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
