package hilum.local.vectors;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Times every call by method and status, and says of a method that is not there what to do instead.
 */
final class CallMeter implements ServerInterceptor {

    private final MeterRegistry registry;

    CallMeter(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Timer.Sample sample = Timer.start(registry);
        String method = call.getMethodDescriptor().getFullMethodName();
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        sample.stop(
                                Timer.builder("hilum.vectors.calls")
                                        .description("Calls of the Qdrant protocol")
                                        .tag("method", method)
                                        .tag("status", status.getCode().name())
                                        .register(registry));
                        super.close(explained(status, method), trailers);
                    }
                },
                headers);
    }

    private static Status explained(Status status, String method) {
        String generated = "Method " + method + " is unimplemented";
        return status.getCode() == Status.Code.UNIMPLEMENTED
                        && generated.equals(status.getDescription())
                ? status.withDescription(
                        "The local vector store does not support "
                                + method
                                + ": run against a real Qdrant for it.")
                : status;
    }
}
