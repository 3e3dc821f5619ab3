package hilum.trainer;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the topics have been read and a model version is there to train from. */
@Readiness
@ApplicationScoped
class TrainerCheck implements HealthCheck {
    private final TrainerService service;

    TrainerCheck(TrainerService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        String missing = service.waitingFor();
        var response = HealthCheckResponse.named("trainer");
        return missing.isEmpty()
                ? response.up().build()
                : response.down().withData("reason", missing).build();
    }
}
