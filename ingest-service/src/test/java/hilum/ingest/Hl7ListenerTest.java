package hilum.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.model.Message;
import hilum.ingest.hl7.Messages;
import hilum.schemas.ReportReceived;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The door as the service opens it, in front of the real admission. */
@QuarkusTest
@TestProfile(WithoutBroker.class)
class Hl7ListenerTest {
    @Inject Hl7Listener listener;
    @Inject RecordedIntake intake;

    @BeforeEach
    void nothingCameYet() {
        intake.reset();
    }

    @Test
    void aReportComesInByMllpAndIsCounted() throws Exception {
        try (DefaultHapiContext context = new DefaultHapiContext()) {
            Message message = context.getPipeParser().parse(Messages.oru("2.5"));
            Connection connection =
                    context.newClient("127.0.0.1", listener.port().orElseThrow(), false);

            Message answer = connection.getInitiator().sendAndReceive(message);

            connection.close();
            assertThat(answer.encode()).contains("MSA|AA|MSG-1");
        }
        ReportReceived report = (ReportReceived) intake.events.element().value().orElseThrow();
        assertThat(report.getSite()).isEqualTo("abchosp");
        assertThat(report.getImpression()).isEqualTo("No acute disease.");
        assertThat(RestAssured.get("/q/metrics").asString())
                .contains("hilum_ingest_hl7_messages_accepted_total{sender=\"abchosp\"} 1.0")
                .contains("hilum_ingest_hl7_sender_age{sender=\"abchosp\"}")
                .contains("hilum_ingest_hl7_answer_seconds{quantile=\"0.99\"}")
                .doesNotContain("MARTINEZ");
    }
}
