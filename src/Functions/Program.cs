using FunctionsAsl.Functions.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
DurableServices.CheckHost(builder.Configuration);
builder.Services.AddFunctionsAsl(builder.Configuration).AddTelemetry(builder.Configuration).AddHostWatch(builder.Configuration);
builder.Build().Run();
