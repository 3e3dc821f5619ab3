package hilum.local.vectors.store;

import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.VectorOutput;
import io.qdrant.client.grpc.Points.VectorsOutput;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Which parts of a point an answer carries. */
final class Answers {

    private Answers() {}

    /** The parts of a payload that {@code selector} asks for. */
    static UnaryOperator<Map<String, Value>> payload(
            WithPayloadSelector selector, boolean unlessAsked) {
        return switch (selector.getSelectorOptionsCase()) {
            case ENABLE -> selector.getEnable() ? UnaryOperator.identity() : _ -> Map.of();
            case INCLUDE -> {
                List<String> keys = selector.getInclude().getFieldsList();
                for (String key : keys) {
                    if (key.contains(".") || key.contains("[")) {
                        throw Refusal.unsupported(
                                "parts of nested payloads in with_payload, as in '%s'", key);
                    }
                }
                yield payload -> {
                    Map<String, Value> included = new HashMap<>(payload);
                    included.keySet().retainAll(keys);
                    return included;
                };
            }
            case EXCLUDE -> {
                List<PayloadPath> paths =
                        selector.getExclude().getFieldsList().stream()
                                .map(PayloadPath::parse)
                                .toList();
                yield payload -> {
                    for (PayloadPath path : paths) {
                        payload = path.removeFrom(payload);
                    }
                    return payload;
                };
            }
            case SELECTOROPTIONS_NOT_SET -> unlessAsked ? UnaryOperator.identity() : _ -> Map.of();
        };
    }

    static boolean vectors(WithVectorsSelector selector) {
        return switch (selector.getSelectorOptionsCase()) {
            case ENABLE -> selector.getEnable();
            case INCLUDE -> throw Refusal.unsupported("named vectors in with_vectors");
            case SELECTOROPTIONS_NOT_SET -> false;
        };
    }

    static VectorsOutput vectors(float[] vector) {
        DenseVector.Builder dense = DenseVector.newBuilder();
        for (float number : vector) {
            dense.addData(number);
        }
        return VectorsOutput.newBuilder()
                .setVector(VectorOutput.newBuilder().setDense(dense))
                .build();
    }
}
