package hilum.transport;

import hilum.schemas.DeadLetter;
import hilum.schemas.Sha256;
import hilum.schemas.Topic;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Makes dead letters: the record whole, and the reason in words. The same record gives the same id.
 */
public final class DeadLetters {
    private DeadLetters() {}

    /** The dead letter of a record that a stage could not take. */
    public static Outgoing of(String stage, ConsumerRecord<byte[], byte[]> raw, Exception reason) {
        String id = "%s:%s:%d:%d".formatted(stage, raw.topic(), raw.partition(), raw.offset());
        Map<String, ByteBuffer> headers = new HashMap<>();
        for (Header header : raw.headers()) {
            headers.put(
                    header.key(),
                    ByteBuffer.wrap(header.value() == null ? new byte[0] : header.value()));
        }
        String key = raw.key() == null ? id : new String(raw.key(), StandardCharsets.UTF_8);
        DeadLetter letter =
                DeadLetter.newBuilder()
                        .setId(id)
                        .setStage(stage)
                        .setTopic(raw.topic())
                        .setPartition(raw.partition())
                        .setOffset(raw.offset())
                        .setKey(raw.key() == null ? null : ByteBuffer.wrap(raw.key()))
                        .setValue(raw.value() == null ? null : ByteBuffer.wrap(raw.value()))
                        .setHeaders(headers)
                        .setReason(
                                Optional.ofNullable(reason.getMessage())
                                        .orElse(reason.getClass().getName()))
                        .setStackDigest(digest(reason))
                        .setAt(Instant.now())
                        .build();
        return Outgoing.of(Topic.DEAD_LETTERS, key, letter, id, TraceContext.of(raw.headers()));
    }

    private static String digest(Exception reason) {
        StringWriter trace = new StringWriter();
        for (Throwable cause = reason; cause != null; cause = cause.getCause()) {
            trace.append(cause.getClass().getName()).append('\n');
            PrintWriter out = new PrintWriter(trace);
            for (StackTraceElement element : cause.getStackTrace()) {
                out.println(element);
            }
        }
        return Sha256.hex(trace.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }
}
