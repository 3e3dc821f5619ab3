package hilum.cli.stack;

import hilum.cli.Failure;
import hilum.local.Service;
import java.util.Optional;

/** Which model version answers searches. */
final class LiveModel {
    private LiveModel() {}

    /** The version; empty while none serves or nobody answers. */
    static Optional<String> version(StackClient stack) {
        try {
            return Optional.of(
                    stack.get(Service.EMBEDDING, "/models/live").path("modelVersion").asText());
        } catch (Failure e) {
            return Optional.empty();
        }
    }
}
