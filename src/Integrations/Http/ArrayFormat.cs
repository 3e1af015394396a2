namespace FunctionsAsl.Integrations.Http;

/// <summary>How the items of an array are named in a form (DG/call-https-apis), with AWS's names in small letters.</summary>
internal enum ArrayFormat
{
    /// <summary><c>a[0]=x&amp;a[1]=y</c></summary>
    Indices,

    /// <summary><c>a=x&amp;a=y</c></summary>
    Repeat,

    /// <summary><c>a=x,y</c></summary>
    Commas,

    /// <summary><c>a[]=x&amp;a[]=y</c></summary>
    Brackets,
}
