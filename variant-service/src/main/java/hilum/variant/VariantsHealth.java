package hilum.variant;

import hilum.transport.Stage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether variants are being written. A language model that is away leaves the service ready: it
 * waits, as it should, and starting it anew helps nobody; the check says so.
 */
@ApplicationScoped
@Readiness
class VariantsHealth implements HealthCheck {
    private final VariantService service;

    VariantsHealth(VariantService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return switch (service.status()) {
            case Stage.Status.Running running -> up(Optional.empty());
            case Stage.Status.Starting starting -> down("connecting to the broker");
            case Stage.Status.Waiting waiting ->
                    waiting.reason().startsWith(LanguageVariants.DEPENDENCY)
                            ? up(Optional.of(waiting.reason()))
                            : down(waiting.reason());
            case Stage.Status.Closed closed -> down("closed");
        };
    }

    private HealthCheckResponse up(Optional<String> paused) {
        var response = HealthCheckResponse.named("variants").up();
        service.language()
                .ifPresent(
                        written ->
                                response.withData(
                                        "breaker", written.rewriter().manners().breaker()));
        paused.ifPresent(reason -> response.withData("paused", reason));
        return response.build();
    }

    private static HealthCheckResponse down(String reason) {
        return HealthCheckResponse.named("variants").down().withData("reason", reason).build();
    }
}
