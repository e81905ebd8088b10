# Sets everything up the first time, then runs Mostrador until Ctrl+C. Options: ./start.ps1 --help
Set-Location $PSScriptRoot

$isNewEnough = "import sys; sys.exit(sys.version_info < (3, 11))"
foreach ($candidate in @(@("py", "-3"), @("python3"), @("python"))) {
    $program = $candidate[0]
    $leading = @($candidate | Select-Object -Skip 1)
    if (-not (Get-Command $program -ErrorAction SilentlyContinue)) { continue }
    & $program @leading -c $isNewEnough 2>$null
    if ($LASTEXITCODE -eq 0) {
        & $program @leading scripts/bootstrap.py run @args
        exit $LASTEXITCODE
    }
}
Write-Error "Mostrador needs Python 3.11 or newer (https://www.python.org/downloads/)."
exit 1
