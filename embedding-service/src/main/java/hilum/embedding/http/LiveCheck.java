package hilum.embedding.http;

import hilum.embedding.life.LiveModel;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when a model serves and nothing that it needs is away. */
@Readiness
@jakarta.enterprise.context.ApplicationScoped
public class LiveCheck implements HealthCheck {
    private final LiveModel live;

    LiveCheck(LiveModel live) {
        this.live = live;
    }

    @Override
    public HealthCheckResponse call() {
        String missing = live.waitingFor();
        var response = HealthCheckResponse.named("live-model");
        live.serving()
                .ifPresent(serving -> response.withData("version", serving.encoder().version()));
        return missing.isEmpty()
                ? response.up().build()
                : response.down().withData("reason", missing).build();
    }
}
