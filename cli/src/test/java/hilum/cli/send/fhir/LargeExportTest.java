package hilum.cli.send.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.cli.ForkedHilum;
import hilum.cli.backfill.Backfill;
import hilum.cli.backfill.Brake;
import hilum.cli.backfill.Door;
import hilum.cli.backfill.Outcome;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bulk export of FHIR that is larger than the memory. */
@Timeout(300)
class LargeExportTest {
    private static final int REPORTS = 300_000;

    @TempDir Path folder;

    @Test
    void eachOfThreeHundredThousandReportsFindsItsPatient() throws Exception {
        write(
                "Patient.ndjson",
                "{\"resourceType\":\"Patient\",\"id\":\"%d\",\"address\":\""
                        + "x".repeat(200)
                        + "\"}");
        write(
                "DiagnosticReport.ndjson",
                "{\"resourceType\":\"DiagnosticReport\",\"id\":\"r%1$d\",\"subject\":{\"reference\":\"Patient/%1$d\"},\"conclusion\":\""
                        + "No effusion. ".repeat(20)
                        + "\"}");

        ForkedHilum send = ForkedHilum.startMain(folder, Taking.class, folder.toString());

        assertThat(send.exit()).describedAs(send.said() + send.result()).isZero();
        assertThat(send.result()).contains(REPORTS + " accepted, 0 refused");
    }

    private void write(String name, String line) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(name))) {
            for (int i = 0; i < REPORTS; i++) {
                out.write(line.formatted(i));
                out.write('\n');
            }
        }
    }

    /** Takes every report of a folder that comes with its patient. */
    static final class Taking {
        private Taking() {}

        public static void main(String[] args) throws Exception {
            Door<FhirRequest> door =
                    request -> {
                        String body = new String(request.body().bytes(), StandardCharsets.UTF_8);
                        boolean whole = body.contains("\"Patient\"");
                        return whole ? Outcome.taken() : Outcome.refused("", "no patient");
                    };
            System.exit(
                    new Backfill<>(
                                    new FhirFiles(FhirFiles.in(Path.of(args[0]))),
                                    () -> door,
                                    Brake.rate(Double.POSITIVE_INFINITY),
                                    Optional.empty(),
                                    true)
                            .run(false));
        }
    }
}
