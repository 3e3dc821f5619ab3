package hilum.eval.stream;

import hilum.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Where a record stood before it came here; carried along over the internal topic, so that a dead
 * letter names the record that somebody else wrote.
 *
 * @param topic topic
 * @param partition partition
 * @param offset offset
 */
record Origin(String topic, int partition, long offset) {
    private static final String HEADER = "hilum-origin";
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

    /** Of the record in hand. */
    static Origin of(ProcessingContext context) {
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        return new Origin(metadata.topic(), metadata.partition(), metadata.offset());
    }

    /** Of an embedding event that came over the internal topic. */
    static Origin carried(Headers headers, ProcessingContext context) {
        Header header = headers.lastHeader(HEADER);
        if (header != null) {
            var form = FORM.matcher(new String(header.value(), StandardCharsets.US_ASCII));
            if (form.matches()) {
                return new Origin(
                        Topic.EMBEDDINGS.topicName(),
                        Integer.parseInt(form.group(1)),
                        Long.parseLong(form.group(2)));
            }
        }
        return of(context);
    }

    /** These headers and the origin. */
    Headers onto(Headers headers) {
        Headers carrying = new RecordHeaders(headers);
        carrying.remove(HEADER);
        String text = partition + ":" + offset;
        return carrying.add(HEADER, text.getBytes(StandardCharsets.US_ASCII));
    }
}
