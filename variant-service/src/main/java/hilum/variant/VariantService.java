package hilum.variant;

import hilum.radiology.variant.VerifiedVariant;
import hilum.schemas.Topic;
import hilum.transport.Connection;
import hilum.transport.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Runs the stage from studies to variants for as long as the process lives. */
@ApplicationScoped
@Readiness
class VariantService implements HealthCheck {
    /** Consumer group of the stage; others read its watermark under this name. */
    static final String NAME = "variant-service";

    private final Connection connection;
    private final VariantConfig config;
    private final MeterRegistry meters;
    private Stage stage;

    VariantService(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            VariantConfig config,
            MeterRegistry meters) {
        connection = new Connection(bootstrapServers, config.registryUrl());
        this.config = config;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        stage =
                new Stage(
                        connection,
                        NAME,
                        config.instance(),
                        List.of(Topic.STUDIES),
                        config.batch(),
                        new VariantWork(this::count));
    }

    void stop(@Observes ShutdownEvent event) {
        if (stage != null) {
            stage.close();
        }
    }

    private void count(VerifiedVariant variant, boolean accepted) {
        meters.counter(
                        "hilum.variants",
                        "kind",
                        variant.kind().name(),
                        "generator",
                        variant.generator(),
                        "verdict",
                        accepted ? "accepted" : "rejected")
                .increment();
    }

    @Override
    public HealthCheckResponse call() {
        return switch (stage == null ? new Stage.Status.Starting() : stage.status()) {
            case Stage.Status.Running running -> HealthCheckResponse.up("variants");
            case Stage.Status.Starting starting -> down("connecting to the broker");
            case Stage.Status.Waiting waiting -> down(waiting.reason());
            case Stage.Status.Closed closed -> down("closed");
        };
    }

    private static HealthCheckResponse down(String reason) {
        return HealthCheckResponse.named("variants").down().withData("reason", reason).build();
    }
}
