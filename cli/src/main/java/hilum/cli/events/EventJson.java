package hilum.cli.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.transport.Incoming;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** Events as JSON: fields by name, instants in ISO 8601, bytes in Base64. */
final class EventJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private EventJson() {}

    /** The record with its place in the topic. */
    static ObjectNode of(Incoming record) {
        ObjectNode json = NODES.objectNode();
        json.put("topic", record.topic().topicName());
        json.put("partition", record.raw().partition());
        json.put("offset", record.raw().offset());
        json.put("timestamp", java.time.Instant.ofEpochMilli(record.raw().timestamp()).toString());
        json.put("key", record.key());
        json.set("value", record.value().<JsonNode>map(EventJson::of).orElse(NODES.nullNode()));
        return json;
    }

    /** The fields of a record. */
    static ObjectNode of(IndexedRecord record) {
        ObjectNode json = NODES.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            json.set(field.name(), value(record.get(field.pos())));
        }
        return json;
    }

    private static JsonNode value(Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case IndexedRecord record -> of(record);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Float number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case Boolean flag -> NODES.booleanNode(flag);
            case ByteBuffer bytes -> NODES.textNode(base64(bytes));
            case Iterable<?> elements -> {
                ArrayNode array = NODES.arrayNode();
                elements.forEach(element -> array.add(value(element)));
                yield array;
            }
            case Map<?, ?> entries -> {
                ObjectNode object = NODES.objectNode();
                entries.forEach((key, element) -> object.set(key.toString(), value(element)));
                yield object;
            }
            default -> NODES.textNode(value.toString());
        };
    }

    private static String base64(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return Base64.getEncoder().encodeToString(copy);
    }
}
