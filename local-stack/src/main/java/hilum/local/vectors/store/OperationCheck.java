package hilum.local.vectors.store;

import com.google.protobuf.Message;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import java.util.Set;

/** Refuses a change that the collection could not carry out, before it gets into the log. */
final class OperationCheck {

    private OperationCheck() {}

    static void check(PointsUpdateOperation operation, VectorShape shape) {
        Refusal.unlessOnly(
                Set.of(
                        "upsert",
                        "delete_points",
                        "set_payload",
                        "overwrite_payload",
                        "delete_payload",
                        "clear_payload",
                        "update_vectors"),
                operation);
        switch (operation.getOperationCase()) {
            case UPSERT -> {
                Refusal.unlessOnly(Set.of("points"), operation.getUpsert());
                for (PointStruct point : operation.getUpsert().getPointsList()) {
                    PointKey.of(point.getId());
                    shape.read(point.getVectors());
                }
            }
            case UPDATE_VECTORS -> {
                Refusal.unlessOnly(Set.of("points"), operation.getUpdateVectors());
                for (var point : operation.getUpdateVectors().getPointsList()) {
                    PointKey.of(point.getId());
                    shape.read(point.getVectors());
                }
            }
            case DELETE_POINTS ->
                    selector(operation.getDeletePoints(), operation.getDeletePoints().getPoints());
            case CLEAR_PAYLOAD ->
                    selector(operation.getClearPayload(), operation.getClearPayload().getPoints());
            case SET_PAYLOAD ->
                    selector(
                            operation.getSetPayload(),
                            operation.getSetPayload().getPointsSelector());
            case OVERWRITE_PAYLOAD ->
                    selector(
                            operation.getOverwritePayload(),
                            operation.getOverwritePayload().getPointsSelector());
            case DELETE_PAYLOAD -> {
                operation.getDeletePayload().getKeysList().forEach(PayloadPath::parse);
                selector(
                        operation.getDeletePayload(),
                        operation.getDeletePayload().getPointsSelector());
            }
            default -> throw Refusal.invalid("an update says nothing; name an operation");
        }
    }

    private static void selector(Message operation, PointsSelector selector) {
        Refusal.unlessOnly(Set.of("points", "points_selector", "payload", "keys"), operation);
        switch (selector.getPointsSelectorOneOfCase()) {
            case POINTS -> {
                for (PointId id : selector.getPoints().getIdsList()) {
                    PointKey.of(id);
                }
            }
            case FILTER -> PointFilter.of(selector.getFilter());
            case POINTSSELECTORONEOF_NOT_SET ->
                    throw Refusal.invalid("no points are selected; give ids or a filter");
        }
    }
}
