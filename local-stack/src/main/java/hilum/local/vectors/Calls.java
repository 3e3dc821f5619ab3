package hilum.local.vectors;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;
import java.util.function.DoubleFunction;

/** Turns what the store returns or throws into the answer of a call. */
final class Calls {

    private static final Logger LOG = System.getLogger(Calls.class.getName());

    private Calls() {}

    /**
     * Answers with what {@code work} makes, given the seconds that it took; or with the status it
     * throws.
     *
     * @param work does the work at once and returns how to build the answer
     */
    static <T> void answer(StreamObserver<T> observer, Work<T> work) {
        long start = System.nanoTime();
        try {
            T answer = work.run().apply((System.nanoTime() - start) / 1e9);
            observer.onNext(answer);
            observer.onCompleted();
        } catch (RuntimeException e) {
            observer.onError(status(e));
        }
    }

    /** The work of a call. */
    @FunctionalInterface
    interface Work<T> {
        DoubleFunction<T> run();
    }

    private static StatusRuntimeException status(RuntimeException failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof StatusRuntimeException refusal) {
            return refusal;
        }
        LOG.log(Level.ERROR, "A request failed", cause);
        return Status.INTERNAL
                .withDescription("Service internal error: " + cause)
                .withCause(cause)
                .asRuntimeException();
    }
}
