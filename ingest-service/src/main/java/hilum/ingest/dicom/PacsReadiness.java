package hilum.ingest.dicom;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says how the door to the PACS does. Always up: a PACS that is away is no reason to send the other
 * doors' senders elsewhere, and no restart brings it back.
 */
@Singleton
@Readiness
class PacsReadiness implements HealthCheck {
    private final PacsDoor door;

    PacsReadiness(PacsDoor door) {
        this.door = door;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("PACS").up();
        return door.progress()
                .map(
                        progress ->
                                answer.withData(
                                                "pacs",
                                                progress.trouble()
                                                        .map(why -> "waiting: " + why)
                                                        .orElse("followed"))
                                        .withData("heard", progress.lastHeard().toString())
                                        .withData("behind", progress.behind())
                                        .withData("waiting", progress.waiting())
                                        .build())
                .orElseGet(() -> answer.withData("pacs", "none is configured").build());
    }
}
