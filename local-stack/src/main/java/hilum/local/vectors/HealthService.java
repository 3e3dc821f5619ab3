package hilum.local.vectors;

import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckReply;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;

/** Qdrant's service {@code Qdrant}, which says who answers and which version of the protocol. */
final class HealthService extends QdrantGrpc.QdrantImplBase {

    static final String TITLE = "hilum local vector store (stand-in for Qdrant)";

    /** The protocol that is spoken: clients compare it with their own version. */
    private static final String PROTOCOL = "1.18.3";

    @Override
    public void healthCheck(HealthCheckRequest request, StreamObserver<HealthCheckReply> observer) {
        Calls.answer(
                observer,
                () ->
                        _ ->
                                HealthCheckReply.newBuilder()
                                        .setTitle(TITLE)
                                        .setVersion(PROTOCOL)
                                        .build());
    }
}
