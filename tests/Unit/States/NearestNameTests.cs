using FunctionsAsl.Core.Errors;
using Xunit;

namespace FunctionsAsl.Unit.States;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("sqss", "sqs")]
    [InlineData("SQS", "sqs")]
    [InlineData("snss", "sns")]
    [InlineData("dynamobd", "dynamodb")]
    [InlineData("dynmodb", "dynamodb")]
    [InlineData("dynamodbbb", "dynamodb")]
    [InlineData("dynamo", "dynamodb")]
    [InlineData("dyna", null)]
    [InlineData("ec2", null)]
    [InlineData("", null)]
    public void It_is_the_one_with_the_fewest_changes_if_they_are_few(string name, string? nearest) =>
        Assert.Equal(nearest, NearestName.Of(name, ["s3", "sns", "sqs", "dynamodb"]));

    [Fact]
    public void A_text_that_is_no_name_is_near_to_none() => Assert.Null(NearestName.Of(new string('a', 101), [new string('a', 101)]));
}
