package hilum.cli.models;

import hilum.cli.Failure;
import hilum.cli.StackOptions;
import hilum.encoders.model.ModelExport;
import hilum.encoders.model.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hilum models export}: a model version becomes a Hugging Face folder. */
@Command(
        name = "export",
        description =
                "Write a version of the artifact store as a folder that transformers loads, its adapter as peft does. The inverse of import; needs no stack.",
        footer = {"", "Example:", "  hilum models export smollm2 ./smollm2"})
public final class ExportCommand implements Callable<Integer> {
    @Mixin private StackOptions stack;

    @Parameters(index = "0", paramLabel = "VERSION", description = "Name of the version")
    private String version;

    @Parameters(index = "1", paramLabel = "DIR", description = "Folder to write")
    private Path to;

    @Override
    public Integer call() {
        Path models = stack.home().artifacts().resolve("models");
        if (!version.matches("[a-z0-9][a-z0-9._-]*")
                || !Files.isDirectory(models.resolve(version))) {
            throw Failure.usage("No version %s in %s: import it first", version, models);
        }
        try {
            ModelExport.run(ModelFolder.open(models.resolve(version)), to);
        } catch (IOException e) {
            throw Failure.failed("%s", e.getMessage());
        }
        System.out.println(to);
        return 0;
    }
}
