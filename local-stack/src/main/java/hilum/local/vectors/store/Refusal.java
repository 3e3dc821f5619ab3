package hilum.local.vectors.store;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Set;

/**
 * What the store answers when it does not do what it was asked: Qdrant's status code and a sentence
 * of its own.
 */
public final class Refusal {

    private Refusal() {}

    /** The request is wrong whatever the store holds. */
    public static StatusRuntimeException invalid(String sentence, Object... values) {
        return Status.INVALID_ARGUMENT
                .withDescription("Wrong input: " + sentence.formatted(values))
                .asRuntimeException();
    }

    /** The collection, alias or point that the request names is not there. */
    public static StatusRuntimeException missing(String sentence, Object... values) {
        return Status.NOT_FOUND
                .withDescription("Not found: " + sentence.formatted(values))
                .asRuntimeException();
    }

    /** The collection or alias to be created is there already. */
    public static StatusRuntimeException exists(String sentence, Object... values) {
        return Status.ALREADY_EXISTS
                .withDescription("Wrong input: " + sentence.formatted(values))
                .asRuntimeException();
    }

    /** Qdrant does this and the stand-in does not. */
    public static StatusRuntimeException unsupported(String sentence, Object... values) {
        return Status.UNIMPLEMENTED
                .withDescription(
                        "The local vector store does not support "
                                + sentence.formatted(values)
                                + ": leave it out, or run against a real Qdrant.")
                .asRuntimeException();
    }

    /**
     * There is no room for the change; nothing of it was kept and everything acknowledged before
     * can be read.
     */
    public static StatusRuntimeException full(Throwable cause, String sentence, Object... values) {
        return Status.RESOURCE_EXHAUSTED
                .withDescription("No space: " + sentence.formatted(values))
                .withCause(cause)
                .asRuntimeException();
    }

    /** The store is closing or its collection was dropped while the request ran. */
    public static StatusRuntimeException closed(String sentence, Object... values) {
        return Status.UNAVAILABLE.withDescription(sentence.formatted(values)).asRuntimeException();
    }

    /**
     * Lets a message through when it sets no field beyond {@code supported}, so that a feature
     * which is unknown here is refused and never silently ignored.
     */
    public static void unlessOnly(Set<String> supported, Message message) {
        for (FieldDescriptor field : message.getAllFields().keySet()) {
            if (!supported.contains(field.getName())) {
                throw unsupported(
                        "'%s' in %s", field.getName(), message.getDescriptorForType().getName());
            }
        }
        if (!message.getUnknownFields().asMap().isEmpty()) {
            throw unsupported(
                    "the fields %s in %s, which a newer protocol added",
                    message.getUnknownFields().asMap().keySet(),
                    message.getDescriptorForType().getName());
        }
    }
}
